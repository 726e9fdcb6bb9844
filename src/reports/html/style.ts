// The one style of the page: screen in light and dark, phone, print.
import { DARK, LIGHT, variables } from './colours.ts'

const SERIES = LIGHT.series.map((_, index) => index)

const base = `
:root{color-scheme:light dark;${variables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans","Open Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.page{max-width:74rem;margin:0 auto;padding:3.5rem 2rem 4rem}
h1,h2,p,ul,dl,figure{margin:0}
h1{font-size:2.25rem;line-height:1.15;letter-spacing:-.02em;font-weight:650}
h2{font-size:1.375rem;line-height:1.3;letter-spacing:-.01em;font-weight:620}
.lead{margin-top:.75rem;max-width:46rem;font-size:1.125rem;color:var(--soft)}
.note{max-width:46rem;margin-top:.4rem;color:var(--soft)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
code,.id{font-family:ui-monospace,"Cascadia Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8125em}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button,input{font:inherit;font-size:.875rem;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:.375rem;padding:.375rem .75rem}
button{cursor:pointer}
button:hover{border-color:var(--accent);color:var(--accent)}
`

const parts = `
header .top{display:flex;gap:1.5rem;align-items:flex-start;justify-content:space-between}
.facts{display:grid;align-items:baseline;grid-template-columns:fit-content(16rem) 1fr;gap:.25rem 1.5rem;margin-top:1.75rem;font-size:.9375rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0}
.quiet,.facts small{color:var(--soft)}
.facts small{font-size:.8125rem;margin-left:.35rem}
.facts .help{margin-left:1rem}
.remarks{margin-top:2rem;padding:1rem 1.25rem;background:var(--wash);border-left:4px solid var(--warning);border-radius:0 .375rem .375rem 0}
.remarks h2{font-size:1rem;letter-spacing:0}
.remarks ul,.reading ul{padding-left:1.2rem;margin-top:.35rem}
.overview{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:1rem 2.5rem;margin-top:2.25rem;padding:1.25rem 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);font-size:.9375rem;line-height:1.4}
.overview a{display:block;text-decoration:none}
.overview a:hover{text-decoration:underline}
.overview small{display:block;margin-top:.125rem;font-size:.875rem;color:var(--soft)}
section{margin-top:3.5rem;scroll-margin-top:1rem}
.tools{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:center;margin-top:1.25rem}
.tools input{width:16rem;max-width:100%}
.tools label{max-width:100%}
.tools .count{color:var(--soft);font-size:.875rem}
.tools .download{margin-left:auto}
.empty{margin-top:1rem;color:var(--soft)}
.reading{max-width:46rem}
.reading p{margin-top:.5rem}
.reading h3{margin:1.25rem 0 0;font-size:1rem;font-weight:620}
.reading li+li{margin-top:.35rem}
footer{margin-top:4rem;padding-top:1.25rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
`

const table = `
.scroll{position:relative;margin-top:.75rem;overflow:auto;max-height:min(80vh,44rem);border:1px solid var(--line);border-radius:.5rem}
table{overflow-wrap:break-word;border-collapse:separate;border-spacing:0;width:100%;font-size:.875rem;line-height:1.45}
th{position:sticky;top:0;z-index:1;padding:.5rem .875rem;text-align:left;vertical-align:bottom;font-weight:600;background:var(--wash);border-bottom:1px solid var(--edge);white-space:nowrap}
th small{font-weight:400;color:var(--soft)}
th button{position:relative;border:0;background:none;padding:0;font-weight:inherit;text-align:inherit;border-radius:.2rem}
th button::after{content:"";position:absolute;left:100%;bottom:0;width:.875rem;color:var(--accent);text-align:center}
th[aria-sort=ascending] button::after{content:"\\2191";content:"\\2191" / ""}
th[aria-sort=descending] button::after{content:"\\2193";content:"\\2193" / ""}
td{padding:.4375rem .875rem;vertical-align:baseline;border-bottom:1px solid var(--line);white-space:pre-wrap;max-width:26rem}
tbody tr:last-child td{border-bottom:0}
tbody tr:hover td{background:var(--wash)}
.n{text-align:right;white-space:nowrap}
td.s,td.t,td.id{white-space:pre}
.w{min-width:11rem}
.json{min-width:12rem}
.none{color:var(--soft)}
.chip{display:inline-block;vertical-align:top;max-width:100%;margin:0 0 .125rem;padding:0 .4375rem;background:var(--wash);border:1px solid var(--line);border-radius:.25rem;font-size:.8125rem;unicode-bidi:isolate}
.list{min-width:11rem}
td code{overflow-wrap:anywhere}
.long{max-height:9rem;min-width:16rem;overflow:auto;overflow-wrap:anywhere}
.cut{font-size:.875rem}
`

const chart = `
.chart{margin-top:1.25rem;max-width:56rem}
figcaption{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;color:var(--soft);font-size:.875rem;margin-bottom:.5rem}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none;color:var(--ink)}
.legend svg{margin-right:.4rem;vertical-align:-.05em}
.drawing{display:block;overflow:visible}
.drawing text{font-size:.8125rem;fill:var(--ink)}
.drawing .number{fill:var(--soft)}
.labels{overflow:hidden}
.plot{overflow:visible}
.zero{stroke:var(--edge)}
.grid{stroke:var(--line)}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.bar{shape-rendering:crispEdges}
.stacked rect.bar{stroke:var(--paper);stroke-width:1}
.dot{stroke:var(--paper);stroke-width:1}
${SERIES.map(index => `.bar.s${index},.dot.s${index}{fill:var(--s${index})}.line.s${index}{stroke:var(--s${index})}`).join('\n')}
.line.s1{stroke-dasharray:7 4}
.line.s2{stroke-dasharray:2 3}
.line.s3{stroke-dasharray:12 4}
.line.s4{stroke-dasharray:9 3 2 3}
.line.s5{stroke-dasharray:4 4}
`

const narrow = `
@media (max-width:40rem){
.page{padding:2rem 1rem 3rem}
h1{font-size:1.75rem}
section{margin-top:2.75rem}
.facts{grid-template-columns:1fr;gap:0}
.facts dd{margin-bottom:.5rem}
.overview{grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:1rem 1.5rem}
.tools label,.tools input{width:100%}
.drawing text{font-size:.75rem}
.long-labels .labels{width:42%}
.long-labels .plot{x:42%;width:58%}
td,th{padding-left:.625rem;padding-right:.625rem}
}
`

/** Black on white; the bars have patterns, the rows stay whole, and the head of a table is repeated on every page. */
const print = `
@page{size:landscape;margin:14mm}
@media print{
:root{color-scheme:light;${variables({ ...LIGHT, soft: '#3d4550', line: '#b9bec5', wash: '#ffffff', accent: '#000000' })}}
html{font-size:9.5pt}
.page{max-width:none;padding:0}
h1{font-size:20pt}
h2{font-size:13pt;break-after:avoid}
.tools button,.tools label,.print,.overview{display:none!important}
.lead,.note,.reading{max-width:none}
.note,.tools,figcaption{break-after:avoid}
.remarks,.chart{break-inside:avoid}
.remarks{border:1px solid #000000;border-left-width:4px;border-radius:0}
section{margin-top:1.5rem}
.scroll{overflow:visible;max-height:none;border:0}
.long{max-height:none;overflow:visible;min-width:0}
table{font-size:8pt}
thead{display:table-header-group}
th{position:static;white-space:normal;border-bottom:1px solid #000000}
th button{display:contents;font-size:inherit}
.chip{font-size:inherit}
th[aria-sort] button::after{content:""}
td,th{padding:.2rem .4rem}
td{max-width:none;overflow-wrap:anywhere}
tr{break-inside:avoid}
td.s,td.id{white-space:pre-wrap}
.n,.t,.word{overflow-wrap:normal}
.chip{overflow-wrap:anywhere}
.s:not(.word){min-width:6.5rem}
.w,.list,.json{min-width:8.5rem}
a{text-decoration:none}
rect.bar{stroke:#000000!important;stroke-width:1}
${SERIES.map(index => `rect.bar.s${index}{fill:url(#pattern-${index})}.dot.s${index}{fill:#000000}.line.s${index}{stroke:#000000}`).join('\n')}
}
`

export const STYLE = [base, parts, table, chart, narrow, print].join('')
