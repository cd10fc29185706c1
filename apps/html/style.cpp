// SPDX-License-Identifier: Apache-2.0
#include "apps/html/style.h"

namespace apps {

const char *const html_style = R"css(
:root{color-scheme:light dark;
--paper:#f7f6f3;--card:#fff;--ink:#1d1f21;--soft:#6c6a64;--rule:#e5e2db;--track:#efede8;
--c0:#3d6fa8;--c1:#d78f3c;--c2:#57986d;--c3:#b55c6e;--c4:#7b6db1;--c5:#46a0a6;--c6:#a3825a;
--c7:#93a445;--grey:#b1aea6}
@media (prefers-color-scheme:dark){:root{
--paper:#17181a;--card:#1f2124;--ink:#e8e6e1;--soft:#9d9a92;--rule:#33353a;--track:#2a2c30;
--c0:#6a9bd4;--c1:#e0a55c;--c2:#76b58b;--c3:#d07f8f;--c4:#9f93d3;--c5:#68bcc1;--c6:#c0a078;
--c7:#b3c268;--grey:#74726c}}
.c0{--c:var(--c0)}.c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}.c4{--c:var(--c4)}
.c5{--c:var(--c5)}.c6{--c:var(--c6)}.c7{--c:var(--c7)}.other{--c:var(--grey)}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:40px 24px 64px}
header{margin-bottom:28px}
.brand{color:var(--soft);font-size:13px;letter-spacing:.08em;text-transform:uppercase}
h1{font-size:30px;line-height:1.2;font-weight:600;margin:4px 0 4px;letter-spacing:-.01em}
header p,.lead,footer{color:var(--soft);margin:0}
h2{font-size:19px;font-weight:600;margin:0 0 2px}
h3{font-size:14px;font-weight:600;margin:0 0 10px}
section{background:var(--card);border:1px solid var(--rule);border-radius:10px;
padding:22px 24px;margin:0 0 18px}
.lead{margin-bottom:18px;max-width:96ch;font-size:14px}
ul{margin:6px 0 0;padding-left:20px;max-width:100ch}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(142px,1fr));gap:12px;
margin:0 0 18px}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:12px 14px}
.label{color:var(--soft);font-size:13px}
.figure{font-size:24px;line-height:1.25;font-weight:600;letter-spacing:-.01em;white-space:nowrap}
.figure span{font-size:14px;font-weight:400;color:var(--soft)}
.note{font-size:12.5px;line-height:1.4;color:var(--soft)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:24px 40px}
.columns>*{min-width:0}
.bars{display:grid;grid-template-columns:minmax(84px,max-content) 1fr max-content;gap:7px 14px;
align-items:center;font-size:13.5px}
.value{text-align:right;white-space:nowrap}
.value small,td small{color:var(--soft);font-size:inherit}
.track{display:flex;height:14px;background:var(--track);border-radius:3px;overflow:hidden;
min-width:80px}
.track i{background:var(--c);height:100%}
.track i:first-child{min-width:1.5px}
.track i+i{box-shadow:inset 1px 0 var(--card)}
.track i:hover,.dot:hover{filter:brightness(1.12)}
td .track{height:9px;min-width:120px}
.axis{position:relative;height:16px}
.axis::before{content:"";position:absolute;left:0;right:0;top:7.5px;border-top:1px solid var(--rule)}
.interval{position:absolute;top:5px;height:6px;border-radius:3px;background:var(--c);opacity:.35}
.dot{position:absolute;top:3px;width:10px;height:10px;margin-left:-5px;border-radius:50%;
background:var(--c)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 12px;font-size:13px;color:var(--soft)}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;background:var(--c);
margin-right:6px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th{font-weight:500;color:var(--soft);text-align:left;vertical-align:bottom}
th,td{padding:6px 12px 6px 0;border-bottom:1px solid var(--rule);white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child td{border-bottom:0}
th.n,td.n{text-align:right}
tr:target td{background:var(--track)}
details{margin:14px 0 0;font-size:14px}
section>details:first-of-type{margin-top:16px}
summary{cursor:pointer;color:var(--soft)}
summary:hover{color:var(--ink)}
details[open]>summary{margin-bottom:10px}
pre{margin:0;padding:14px 16px;overflow:auto;max-height:480px;background:var(--track);
border-radius:6px;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
figure{margin:0;max-width:560px}
figcaption{font-size:12.5px;color:var(--soft);margin:0 0 6px}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{fill:var(--soft);font-size:11.5px}
svg .axis-name{font-size:12px}
svg .grid{stroke:var(--rule);stroke-width:1}
svg .line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}
svg .thin{stroke-width:1.25;opacity:.8}
svg .point{fill:var(--c)}
svg .faint{fill:var(--c);opacity:.4}
svg .ring{fill:var(--card);stroke:var(--c);stroke-width:1.5}
svg .strong{fill:var(--c);stroke:var(--card);stroke-width:1.5}
svg .point:hover,svg .faint:hover,svg .ring:hover,svg .strong:hover{stroke:var(--ink);
stroke-width:2;opacity:1}
footer{font-size:12.5px;margin-top:28px;overflow-wrap:anywhere}
@media print{body{background:#fff}section,.tile{break-inside:avoid}}
)css";

} // namespace apps
