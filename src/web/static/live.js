// Shared by all tabs of one browser: holds the one event stream, and tells each tab that something happened.
// It keeps nothing of what it hears.
'use strict';
const ports = new Set();
let source;

function tell(message) {
  for (const port of ports) port.postMessage(message);
}

function open() {
  source = new EventSource('/api/v1/stream');
  for (const name of ['item', 'feedback', 'consent', 'warning', 'member']) source.addEventListener(name, () => tell({ name }));
  // Access is lost: each tab asks again for its page, and is told what it may see.
  source.addEventListener('end', () => { close(); tell({ end: true }); });
}

function close() {
  source?.close();
  source = undefined;
}

addEventListener('connect', (e) => {
  const port = e.ports[0];
  ports.add(port);
  port.addEventListener('message', () => {
    ports.delete(port);
    if (ports.size === 0) close();
  });
  port.start();
  if (!source) open();
});
