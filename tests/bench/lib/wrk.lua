-- For wrk: sends the requests of a file, round and round, and prints what came as one line of JSON.
--   wrk … -s wrk.lua URL -- FILE        requests as they are sent, with a line "==" between them
local threads = 0

function setup(thread)
  thread:set("first", threads * 1009)
  threads = threads + 1
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local text = file:read("*a")
  file:close()
  requests, at = {}, 1
  for request in text:gmatch("(.-)\n==\n") do
    requests[#requests + 1] = request
  end
  at = first % #requests
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"bytes":%d,"refused":%d,"broken":%d,"p50":%.3f,"p99":%.3f,"max":%.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
