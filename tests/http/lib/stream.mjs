// A client of GET /stream: reads Server-Sent Events of one person.

import http from 'node:http'

export class Stream {
  // Opens the stream of PERSON; HEADERS go with the request.
  static async open(council, person, headers = {}) {
    const token = await council.token(person)
    const stream = new Stream()
    await new Promise((resolve, reject) => {
      const request = http.get(`${council.url}/api/v1/stream`,
        { headers: { authorization: `Bearer ${token}`, ...headers }, agent: false }, (response) => {
          stream.take(response)
          resolve()
        })
      request.on('error', (e) => (stream.response ? undefined : reject(e)))
      stream.request = request
    })
    return stream
  }

  constructor() {
    this.events = []   // {id, event, data} with data parsed
    this.lastId = undefined
    this.comments = 0
    this.closed = false
    this.rest = ''
    this.waiting = []
  }

  take(response) {
    this.response = response
    this.status = response.statusCode
    response.setEncoding('utf8')
    response.on('data', (text) => this.parse(text))
    response.on('close', () => ((this.closed = true), this.wake()))
    response.on('error', () => {})
  }

  parse(text) {
    const blocks = (this.rest + text).split('\n\n')
    this.rest = blocks.pop()
    for (const block of blocks) {
      const event = {}
      for (const line of block.split('\n')) {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line)
        if (field === '') this.comments++
        else event[field] = value
      }
      if (event.id) this.lastId = event.id
      if (event.data) this.events.push({ ...event, data: JSON.parse(event.data) })
    }
    this.wake()
  }

  wake() {
    for (const look of this.waiting.splice(0)) look()
  }

  // Waits until TRUE(this) holds, at most MS; whether it did.
  async until(true_, ms = 2000) {
    const end = Date.now() + ms
    while (!true_(this)) {
      const left = end - Date.now()
      if (left <= 0) return false
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left)
        this.waiting.push(() => (clearTimeout(timer), resolve()))
      })
    }
    return true
  }

  close() {
    this.request.destroy()
  }
}
