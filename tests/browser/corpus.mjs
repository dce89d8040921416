// Two hundred texts that would run, load or change something if any page took them for markup.

const run = ['alert(1)', 'hit()', 'alert`1`', 'top.hit()', 'window["hit"]()']
const tags = (js) => [
  `<script>${js}</script>`, `<ScRiPt>${js}</sCrIpT>`, `<script src=data:,${js}></script>`, `<img src=x onerror=${js}>`, `<img src=x onerror="${js}">`,
  `<svg onload=${js}>`, `<svg/onload=${js}>`, `<svg><script>${js}</script></svg>`, `<svg><animate onbegin=${js} attributeName=x dur=1s>`, `<math><mtext><img src=x onerror=${js}>`,
  `<body onload=${js}>`, `<iframe src="javascript:${js}"></iframe>`, `<iframe srcdoc="<script>${js}</script>"></iframe>`, `<object data="javascript:${js}">`, `<embed src="javascript:${js}">`,
  `<a href="javascript:${js}">x</a>`, `<a href=" javascript:${js}">x</a>`, `<a href="java\tscript:${js}">x</a>`, `<form action="javascript:${js}"><button>x</button></form>`, `<button formaction="javascript:${js}">x</button>`,
  `<details open ontoggle=${js}>`, `<input autofocus onfocus=${js}>`, `<select autofocus onfocus=${js}>`, `<video><source onerror=${js}></video>`, `<audio src=x onerror=${js}>`,
  `"><script>${js}</script>`, `'><script>${js}</script>`, `" onmouseover="${js}`, `' onfocus='${js}' autofocus='`, `</textarea><script>${js}</script>`,
  `</title><script>${js}</script>`, `--><script>${js}</script>`, `]]><script>${js}</script>`, `javascript:${js}`, `JaVaScRiPt:${js}`,
  `[x](javascript:${js})`, `<javascript:${js}>`, `[x]: javascript:${js}\n[x]`,
]
const others = [
  'data:text/html,<script>hit()</script>', 'vbscript:hit()', '<meta http-equiv=refresh content="0;url=javascript:hit()">', '<base href="https://www.example/">',
  '<link rel=stylesheet href=https://www.example/a.css>', '<style>*{display:none}</style>', '<p style="position:fixed;inset:0">', '![x](https://www.example/x.png)',
  '{{t:hello}}', '&lt;script&gt;hit()&lt;/script&gt;',
]
export const corpus = [...run.flatMap(tags), ...others]
