// A small strict validator for the JSON Schema subset that the server's OpenAPI document uses.
//
// A keyword that it does not know is a failure, and so is a field that no schema names.

import { strict as assert } from 'node:assert'

const WORDS = new Set(['title', 'description', 'examples', 'default', 'deprecated', 'readOnly', 'writeOnly'])
const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, // of answers: always UTC
  date: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  email: /^[^@\s]+@[^@\s]+$/,
}

function typeOf(value) {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const checks = {
  type(want, value) {
    const type = typeOf(value)
    return [want].flat().some((t) => t === type || (t === 'number' && type === 'integer')) || `is ${type}, not ${want}`
  },
  enum: (want, value) => want.includes(value) || `${JSON.stringify(value)} is none of ${JSON.stringify(want)}`,
  minimum: (want, value) => typeof value !== 'number' || value >= want || `${value} < ${want}`,
  maximum: (want, value) => typeof value !== 'number' || value <= want || `${value} > ${want}`,
  minLength: (want, value) => typeof value !== 'string' || [...value].length >= want || 'is too short',
  maxLength: (want, value) => typeof value !== 'string' || [...value].length <= want || 'is too long',
  minItems: (want, value) => !Array.isArray(value) || value.length >= want || 'has too few items',
  maxItems: (want, value) => !Array.isArray(value) || value.length <= want || 'has too many items',
  required(want, value) {
    if (typeOf(value) !== 'object') return true
    const missing = want.filter((name) => !(name in value))
    return missing.length === 0 || `lacks ${missing.join(', ')}`
  },
  format(want, value) {
    assert.ok(FORMATS[want], `unknown format ${want}`)
    return typeof value !== 'string' || FORMATS[want].test(value) || `is no ${want}: ${value}`
  },
}

// The faults of VALUE against SCHEMA: lines "pointer what". ROOT is the OpenAPI document.
export function faults(root, schema, value, at = '') {
  if (schema === true) return []
  const found = []
  for (const [keyword, want] of Object.entries(schema)) {
    if (WORDS.has(keyword)) continue
    if (checks[keyword]) {
      const result = checks[keyword](want, value)
      if (result !== true) found.push(`${at || '/'} ${result}`)
    } else if (keyword === '$ref') {
      const target = want.split('/').slice(1).reduce((node, key) => node?.[key], root)
      assert.ok(target, `no such schema: ${want}`)
      found.push(...faults(root, target, value, at))
    } else if (keyword === 'oneOf' || keyword === 'anyOf') {
      const tries = want.map((one) => faults(root, one, value, at))
      if (!tries.some((t) => t.length === 0)) found.push(`${at || '/'} fits none of ${keyword}: ${tries.flat().join('; ')}`)
    } else if (keyword === 'items') {
      if (Array.isArray(value)) value.forEach((one, i) => found.push(...faults(root, want, one, `${at}/${i}`)))
    } else if (keyword === 'properties') {
      if (typeOf(value) !== 'object') continue
      for (const [name, one] of Object.entries(want))
        if (name in value) found.push(...faults(root, one, value[name], `${at}/${name}`))
    } else if (keyword === 'additionalProperties') {
      if (typeOf(value) !== 'object') continue
      const others = Object.keys(value).filter((name) => !(name in (schema.properties ?? {})))
      for (const name of others)
        found.push(...(want === false ? [`${at}/${name} is not described`] : faults(root, want, value[name], `${at}/${name}`)))
    } else {
      assert.fail(`${at}: keyword ${keyword} is not understood`)
    }
  }
  return found
}

function fits(template, path) {
  const want = template.split('/')
  const got = path.split('/')
  return want.length === got.length && want.every((segment, i) => segment.startsWith('{') || segment === got[i])
}

// The operation that METHOD PATH is in the document, literal segments before {…}.
export function operationOf(root, method, path) {
  const literal = (template) => template.split('/').map((s) => (s.startsWith('{') ? '1' : '0')).join('')
  const template = Object.keys(root.paths)
    .filter((t) => fits(t, path))
    .sort((a, b) => (literal(a) < literal(b) ? -1 : 1))[0]
  const name = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase()
  return template && root.paths[template][name]
}

// Fails unless the answer is one that the document describes.
export function checkAnswer(root, method, path, { status, headers, text }) {
  const type = (headers.get('content-type') ?? '').split(';')[0]
  if (status >= 400) {
    assert.equal(type, 'application/problem+json', `${method} ${path} ${status}: ${type}`)
    const problem = JSON.parse(text)
    assert.equal(problem.status, status)
    const wrong = faults(root, root.components.schemas.Problem ?? root.components.schemas.problem, problem)
    assert.deepEqual(wrong, [], `${method} ${path}: problem`)
    return
  }
  const operation = operationOf(root, method, path)
  assert.ok(operation, `${method} ${path} answers ${status} and is not described`)
  if (type !== 'application/json' || text === '') return
  const answer = operation.responses[status] ?? operation.responses[`${String(status)[0]}XX`]
  const schema = answer?.content?.['application/json']?.schema
  if (!schema) return
  assert.deepEqual(faults(root, schema, JSON.parse(text)), [], `${method} ${path} ${status} against its schema`)
}
