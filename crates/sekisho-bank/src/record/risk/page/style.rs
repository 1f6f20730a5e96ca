//! How the page looks, on a screen and on A4.

pub(super) const CSS: &str = r#"
:root{--ink:#1c2328;--soft:#5b666e;--line:#d5dbdf;--paper:#fff;--tint:#f3f6f7;--mark:#0b5c6b}
*{box-sizing:border-box}
body{margin:0;background:var(--tint);color:var(--ink);font:15px/1.65 "Hiragino Sans","Noto Sans CJK JP","Noto Sans JP","Yu Gothic",Meiryo,sans-serif}
main{max-width:62rem;margin:0 auto;background:var(--paper);padding:2.4rem 2.8rem 4rem}
span[lang=en],p[lang=en]{color:var(--soft);font-size:.86em}
.kind{margin:0;color:var(--mark);font-weight:600}
h1{margin:.1rem 0 1rem;font-size:1.7rem;line-height:1.35;overflow-wrap:anywhere}
h1 span[lang=en]{display:block;font-size:1rem;font-weight:400}
h2{margin:2.4rem 0 .8rem;padding-bottom:.3rem;border-bottom:2px solid var(--mark);font-size:1.2rem}
h3{margin:1.4rem 0 .4rem;font-size:1rem}
.note{display:grid;grid-template-columns:1fr 1fr;gap:0 1.6rem;margin:.6rem 0;padding:.6rem .9rem;background:var(--tint);border-left:3px solid var(--line)}
.note p{margin:0}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:.8rem;margin:1.2rem 0}
.figures div{padding:.7rem .9rem;border:1px solid var(--line);border-radius:.3rem}
.figures b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}
.figures span{display:block;line-height:1.4}
dl{margin:.4rem 0}
dl+dl,dl+.wide,.wide+dl{margin-top:1.3rem}
dl>div{display:grid;grid-template-columns:16rem 1fr;gap:0 1rem;padding:.35rem 0;border-bottom:1px solid var(--line)}
dt span[lang=en]{display:block;line-height:1.3}
dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:.9em}
th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{background:var(--tint);white-space:nowrap}
th span[lang=en]{display:block;font-weight:400}
td{overflow-wrap:anywhere}
td:first-child code{white-space:nowrap}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
h4{margin:1rem 0 .3rem;font-size:.92rem}
.never{columns:18rem 3;column-gap:1.6rem;margin:.2rem 0 1rem;padding:0;list-style:none;font-size:.86em}
.never li{display:grid;grid-template-columns:1fr auto;gap:0 .6rem;padding:.2rem 0;border-bottom:1px solid var(--line);break-inside:avoid}
.never b{font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}
.never code,td br+code{color:var(--soft)}
code{font:.92em ui-monospace,"SFMono-Regular",Consolas,"Noto Sans Mono CJK JP",monospace;overflow-wrap:anywhere}
.at{color:var(--soft);font-size:.86em}
.clauses span{display:inline-block;margin:.1rem .3rem .1rem 0;padding:.05rem .5rem;border:1px solid var(--line);border-radius:1rem;font-size:.86em}
@media (max-width:44rem){table{min-width:38rem}main{padding:1.4rem 1rem}.note,.figures,dl>div{grid-template-columns:1fr}.figures{grid-template-columns:1fr 1fr}}
@page{size:A4;margin:14mm 12mm}
@media print{body{background:none;font-size:9.5pt}main{max-width:none;padding:0}h2,h3{break-after:avoid}tr,dl>div,.note,.figures div{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}th{white-space:normal}}
"#;
