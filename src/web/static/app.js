// The portal's script: live parts, the keyboard, copying, the audience while typing.
// Every page works without it.
'use strict';
(() => {
  const self = document.currentScript;
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const typing = (target) => target.closest('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]');

  // ---- live: parts marked data-live are fetched anew when something happened ----
  let timer, busy = false, again = false;
  async function refresh() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'manual' });
      if (answer.type === 'opaqueredirect' || answer.status === 404) { location.reload(); return; }
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const old of all('[data-live]')) {
        const now = fresh.getElementById(old.id);
        if (!now || old.contains(document.activeElement) || old.innerHTML === now.innerHTML) continue;
        old.replaceWith(document.importNode(now, true));
        if (old.id !== 'nav') say();
      }
    } catch { /* the next event tries again */ } finally {
      busy = false;
      if (again) { again = false; refresh(); }
    }
  }
  function say() {
    const live = $('#live');
    if (!live) return;
    live.hidden = false;
    clearTimeout(live.timer);
    live.timer = setTimeout(() => { live.hidden = true; }, 4000);
  }
  function heard(message) {
    if (message.end) { location.reload(); return; }
    clearTimeout(timer);
    timer = setTimeout(refresh, 150 + Math.random() * 250);
  }
  // One stream a browser: a shared worker holds it; where there is none, each tab its own.
  if ($('[data-live]') && self.dataset.worker) {
    if (window.SharedWorker) {
      const worker = new SharedWorker(self.dataset.worker);
      worker.port.onmessage = (e) => heard(e.data);
      worker.port.start();
      addEventListener('pagehide', () => worker.port.postMessage('bye'));
    } else if (window.EventSource) {
      const source = new EventSource('/api/v1/stream');
      for (const name of ['item', 'feedback', 'consent', 'warning', 'member']) source.addEventListener(name, () => heard({}));
      source.addEventListener('end', () => { source.close(); heard({ end: true }); });
    }
  }

  // ---- the keyboard ----
  let at = -1, prefix = 0;
  function move(step) {
    const rows = all('[data-row]');
    if (!rows.length) return;
    rows[at]?.classList.remove('at');
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].classList.add('at');
    rows[at].scrollIntoView({ block: 'nearest' });
    $('a', rows[at])?.focus({ preventScroll: true });
  }
  const keys = $('#keys');
  let before;
  function help(open) {
    if (!keys) return;
    if (open) { before = document.activeElement; keys.hidden = false; $('[data-close]', keys).focus(); }
    else if (!keys.hidden) { keys.hidden = true; before?.focus(); }
  }
  keys?.addEventListener('click', (e) => { if (e.target.matches('[data-close]')) help(false); });
  const places = { h: '/', i: '/items', c: '/compose', o: '/organisation', m: '/members' };
  addEventListener('keydown', (e) => {
    if (e.key === 'Escape') { help(false); if (typing(e.target)) e.target.blur(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target)) return;
    if (prefix && Date.now() - prefix < 1500 && places[e.key]) { location.href = places[e.key]; return; }
    prefix = e.key === 'g' ? Date.now() : 0;
    if (e.key === '/') { e.preventDefault(); $('[data-key="/"]')?.focus(); }
    else if (e.key === 'j') move(1);
    else if (e.key === 'k') move(-1);
    else if (e.key === '?') help(true);
  });

  // ---- small things ----
  $('[data-focus]')?.focus();
  for (const button of all('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const values = all('[data-value]', document.getElementById(button.dataset.copy)).map((x) => x.textContent);
      await navigator.clipboard.writeText(values.join('\n') + '\n');
      button.setAttribute('aria-pressed', 'true');
    });
  }
  // A form is sent once.
  addEventListener('submit', (e) => {
    if (e.target.method !== 'post') return;
    if (e.target.dataset.sent) e.preventDefault();
    e.target.dataset.sent = '1';
  });
  addEventListener('pageshow', () => all('form[data-sent]').forEach((f) => delete f.dataset.sent));

  // ---- what a file would become, shown in the form that holds it ----
  const upload = $('form[data-upload]');
  $('[data-show]', upload ?? document)?.addEventListener('click', async (e) => {
    e.preventDefault();
    if (!$('input[type=file]', upload).files.length) { $('input[type=file]', upload).focus(); return; }
    e.target.disabled = true;
    try {
      const answer = await fetch(upload.dataset.upload, { method: 'POST', body: new FormData(upload) });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const part = $('main .audience, main .refused, main .lead', page);
      if (part) $('#upload-preview').replaceChildren(document.importNode(part, true));
    } finally {
      e.target.disabled = false;
    }
  });

  // ---- the audience while typing ----
  const form = $('form[data-audience]'), shown = $('#audience');
  if (form && shown) {
    let wait, asking;
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const body = new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === 'string'));
        const answer = await fetch(form.dataset.audience, { method: 'POST', body, signal: asking.signal });
        if (!answer.ok) return;
        const part = new DOMParser().parseFromString(await answer.text(), 'text/html');
        shown.replaceChildren(...[...part.body.childNodes].map((n) => document.importNode(n, true)));
      } catch { /* the next change asks again */ }
    };
    const soon = () => { clearTimeout(wait); wait = setTimeout(ask, 250); };
    form.addEventListener('input', soon);
    form.addEventListener('change', soon);
    soon();
  }
})();
