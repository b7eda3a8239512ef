// Plays a chart: draws what replay.py has put into the page, and moves in it.
//
// What a lane is doing, in which words, what is drawn where: all of that is
// in the data (see `payload` in replay.py). Here are only pixels and keys.
// A moment is the number of a step; `at` is the moment, `now` the time.

const STYLE = `
:root{--page:#fff;--ink:#222;--dim:#59636e;--line:#d5dbe0;--wash:#eef3f7;--blue:#0072b2;
--on:#fff;--hot:#b44d00;--warm:#fdeedd;--track:#e3e7ea;--edge:#75797c;--sky:#b9dcf2;
--cross:#d55e00;--white:#fff}
:root.dark{--page:#15191c;--ink:#e9edf0;--dim:#a3adb5;--line:#3a4248;--wash:#202b33;--blue:#56b4e9;
--on:#0b1216;--hot:#f5a35c;--warm:#3b2a1a;--track:#2a3136;--edge:#8d969c;--sky:#1f4f6e;
--cross:#ff8a4c;--white:#15191c}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.45 system-ui,"DejaVu Sans",sans-serif}
main{max-width:1100px;margin:auto}
.play+.play{margin-top:16px}
.play{border:1px solid var(--line);border-radius:8px;padding:12px 16px}
header,nav{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
h2{font-size:16px;margin:0 auto 0 0}
h3{font-size:13px;margin:14px 0 2px;color:var(--dim)}
nav{border-bottom:1px solid var(--line);padding:8px 0 10px}
button,select{font:inherit;min-width:40px;height:32px;border:1px solid var(--edge);border-radius:6px;
background:var(--page);color:var(--ink);cursor:pointer}
button[aria-pressed=true]{background:var(--blue);border-color:var(--blue);color:var(--on)}
:focus-visible{outline:3px solid var(--hot);outline-offset:1px}
.keys{margin-left:auto;color:var(--dim);font-size:13px;white-space:pre}
.all{display:grid;grid-template-columns:minmax(0,1fr) 270px;gap:0 20px}
.chart{position:relative;overflow:auto;max-height:430px;touch-action:pan-y}
.chart svg{position:sticky;left:0;top:0;display:block;user-select:none}
.code{overflow:auto;max-height:430px;border-top:1px solid var(--line);padding-top:8px;
font:13px/20px ui-monospace,"DejaVu Sans Mono",monospace}
.code div{display:flex;white-space:pre;min-height:20px;min-width:max-content}
.code i{width:3.4em;padding-right:1em;text-align:right;color:var(--dim);font-style:normal}
.code b{background:inherit;margin-left:auto;padding-left:1em;position:sticky;right:2px;font:12px/18px system-ui,sans-serif}
.code span{border:1px solid var(--edge);border-radius:9px;padding:0 7px;margin-left:4px;background:var(--page);color:var(--ink)}
.code .on{background:var(--wash)}
.code .run{background:var(--warm)}
.code span.now{border-color:var(--hot);color:var(--hot)}
.code span.left{border-style:dashed}
.code span.mine{font-weight:bold}
.code em{color:var(--dim);font-style:normal;font-family:system-ui,sans-serif}
.side p{margin:2px 0}
.side section:first-child p{min-height:60px}
ul{list-style:none;margin:0;padding:0}
li{padding-left:23px;position:relative}
li svg{position:absolute;left:0;top:3px}
li small,.dim{color:var(--dim);font-size:inherit}
pre{margin:2px 0;padding:5px 9px;background:var(--wash);border-radius:4px;max-height:150px;overflow:auto;
font:13px/1.4 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
.tip{position:absolute;pointer-events:none;background:var(--ink);color:var(--page);padding:2px 8px;
border-radius:4px;font-size:13px;z-index:2;max-width:320px}
text{fill:var(--ink);font:12.5px system-ui,"DejaVu Sans",sans-serif}
.mono{font:12.5px ui-monospace,"DejaVu Sans Mono",monospace}
.pale{fill:var(--dim)}
.lit{fill:none;stroke:var(--ink);stroke-width:2.5}
@media(max-width:700px){.all{grid-template-columns:minmax(0,1fr)}.side section:first-child p{min-height:0}.keys{display:none}}
@media(max-width:520px){.code div{flex-wrap:wrap;min-width:0}.code b:not(:empty){flex-basis:100%;text-align:right}}`;

const COLOUR = {"#e3e7ea": "track", "#75797c": "edge", "#0072b2": "blue", "#b9dcf2": "sky",
  "#d55e00": "cross", white: "white"};
const PITCH = 28, BAR = 16, LOT = 46, TOP = 22, FOOT = 26, PAD = 12, SPEEDS = [.1, .25, .5, 1, 2, 5, 10, 100];
const frame = window.frameElement, still = matchMedia("(prefers-reduced-motion:reduce)"), night = matchMedia("(prefers-color-scheme:dark)");
const text = value => String(value).replace(/[<>&"]/g, sign => `&#${sign.charCodeAt(0)};`);
const seconds = value => String(+value.toFixed(6));
const make = (name, look = {}, ...inside) => {
  const made = document.createElement(name);
  for (const key in look) key in made ? made[key] = look[key] : made.setAttribute(key, look[key]);
  made.append(...inside);
  return made;
};
const pen = document.createElement("canvas").getContext("2d");
const wide = (words, font) => {
  pen.font = font || "12.5px system-ui,DejaVu Sans,sans-serif";
  return pen.measureText(words).width;
};
const MONO = "12.5px ui-monospace,DejaVu Sans Mono,monospace";

// The theme of JupyterLab's page or of a saved one, else that of the system.
function theme() {
  let said;
  try { said = parent.document.body.dataset.jpThemeLight } catch { }
  const dark = said ? said === "false" : night.matches;
  document.documentElement.classList.toggle("dark", dark);
}

function play(run) {
  const {lanes, moments, states, fills, words, sources, printed} = run;
  // What is a number here is that of a lane (see `lean`).
  for (const lane of lanes) lane[2] = lanes[lane[2]]?.[2] || lane[2];
  const last = moments.length, mine = {run}, whole = run.least || run.seconds;
  const open = new Set(), kinds = states.map(state => state[1]);
  const [why, lit, soon] = run.path || ["", []];
  let at = 0, now = 0, zoom = 1, chosen = -1, playing = false, speed = 1, rows, width = 0, scale = 1, room = 0, lights = false;
  const fits = SPEEDS.filter(each => run.seconds / each >= 4);
  speed = fits.length ? Math.min(fits.pop(), run.seconds > 12 ? 1e9 : 1) : .1;

  // What a lane is doing: its last stand that has begun.
  const begun = (moment, when) => at > moment || at === moment && when !== null && now > when;
  function stand(lane) {
    const stands = lanes[lane][3];
    let low = 0, high = stands.length;
    while (low < high) {
      const middle = low + high >> 1;
      begun(stands[middle][0], stands[middle][1]) ? low = middle + 1 : high = middle;
    }
    return low ? stands[low - 1] : null;
  }
  const says = lane => {
    const one = stand(lane);
    return one ? words[one[3]] : "does not exist yet";
  };
  const name = lane => lanes[lane][0].replace(/^[↳ ]+/, "");

  // The page.
  const clock = make("span", {className: "dim"});
  const button = (sign, label, act) => make("button", {type: "button", textContent: sign, ariaLabel: label, title: label, onclick: act});
  const go = button("▶▶", "play", () => toggle());
  const rate = make("select", {ariaLabel: "speed", onchange: () => speed = +rate.value},
    ...SPEEDS.map(each => make("option", {value: each, textContent: `${each}×`, selected: each === speed})));
  const chart = make("div", {className: "chart", tabIndex: 0, role: "slider", ariaLabel: "time", ariaValueMin: 0, ariaValueMax: run.seconds});
  const space = make("div"), tip = make("div", {className: "tip", hidden: true});
  const code = make("div", {className: "code", tabIndex: 0, role: "region", ariaLabel: "source"});
  const told = make("p", {ariaLive: "polite", role: "status"}), list = make("ul"), lying = make("ul");
  const out = make("pre", {tabIndex: 0, ariaLabel: "printed so far"});
  const help = make("p", {hidden: true, textContent:
    "← → one moment back and on; Home and End to either end; space plays; < > slower and faster; "
    + "+ − 0 zoom; " + (why && "p what made it long; ") + "↑ ↓ choose a task, Enter opens a lot, Escape lets go; shift ← → the moments of that task alone."});
  const part = (title, ...inside) => make("section", {}, make("h3", {textContent: title}), ...inside);
  const reason = make("p", {role: "status"}), path = button("path", "what made it long", () => light(!lights));
  const parts = [part("Now", told, list), part("Printed so far", out), part("Uncollected", lying), part("What made it long", reason)];
  const body = make("section", {className: "play", ariaLabel: run.title || "Replay"},
    make("header", {}, make("h2", {textContent: run.title || "Replay"}), clock),
    make("nav", {}, button("|◀", "to the start", () => seek(0)), button("◀", "one moment back", () => step(-1)), go,
      button("▶", "one moment on", () => step(1)), button("▶|", "to the end", () => seek(last)),
      make("label", {className: "dim"}, "speed ", rate), ...(why ? [path] : []),
      button("?", "keys", () => help.hidden = !help.hidden),
      make("span", {className: "keys", textContent: "← → step   space play   + − zoom   ? keys"})),
    help,
    make("div", {className: "all"}, make("div", {}, chart, code), make("div", {className: "side"}, ...parts)));
  chart.append(space, tip);
  parts[1].hidden = !printed.length;
  parts[3].hidden = true;
  stage.append(body);

  // The source, line by line.
  const lines = sources.map(([file, first, source]) => {
    if (code.childElementCount) code.append(make("div"));
    if (file) code.append(make("div", {}, make("em", {textContent: file})));
    return source.split("\n").map((line, number) => {
      const tags = make("b"), row = make("div", {}, make("i", {textContent: first + number}), line || " ", tags);
      code.append(row);
      return [row, tags];
    });
  });
  code.hidden = !sources.length;

  // Rows: a lot that is open is followed by its lanes.
  function lay() {
    rows = [];
    let top = TOP;
    for (const row of run.rows) {
      const [name, , , , , its, over] = lanes[row] || [], [label, said, end, inside, counts] = lanes[row] ? [name, its, over, [row]] : row;
      const lot = inside.length > 1, high = lot ? LOT : PITCH;
      rows.push({label, said, end, lane: lot ? -1 : inside.length ? inside[0] : -1, lot: lot && inside, counts, top, high});
      top += high;
      if (lot && open.has(inside)) for (const lane of inside) {
        const [label, , , , , said, end] = lanes[lane];
        rows.push({label, said, end, lane, top, high: PITCH});
        top += PITCH;
      }
    }
    rows.bottom = top;
  }

  function measure() {
    width = chart.clientWidth;
    let label = 60;
    for (const row of rows.slice(0, 200)) label = Math.max(label, wide(row.label, MONO) + (row.lot ? 20 : 0));
    room = Math.min(label + 2 * PAD, width * .4);
    const length = whole || 1, free = width - room - PAD;
    scale = (free - 80) / length;
    for (const row of rows.slice(0, 200))
      if (row.end > 0) scale = Math.min(scale, (free - wide(row.said) - 2 * PAD) / row.end);
    scale = Math.max(scale, .45 * free / length);
    size();
  }
  function size() {
    const high = Math.min(rows.bottom + FOOT, 430);
    space.style.width = (zoom === 1 ? width : room + run.seconds * scale * zoom + 120) + "px";
    space.style.height = rows.bottom + FOOT + "px";
    chart.style.height = high + (zoom > 1 ? 14 : 0) + "px";
  }
  const x = when => room + when * scale * zoom - chart.scrollLeft;
  const when = across => Math.max(0, Math.min(run.seconds, (across - room + chart.scrollLeft) / scale / zoom));
  const fit = (words, space, font) => {
    if (wide(words, font) <= space) return words;
    while (words && wide(words + "…", font) > space) words = words.slice(0, -1);
    return words ? words + "…" : "";
  };

  // One phase: [state, start, end, share, word]. What is still to come lies
  // below a veil; its outline and its word, which `above` takes, do not.
  function shape([state, start, end, share = 1, word], middle, above) {
    const [kind, colour, hatch, dashes] = fills[states[state][0]], from = x(start), long = (end - start) * scale * zoom;
    if (from > width + 9 || from + long < room - 9) return "";
    const face = `var(--${COLOUR[colour]})`, edge = `stroke="var(--edge)" stroke-width="1"`, top = middle - BAR / 2;
    const comes = end > now;
    if (kind === 3) {
      const cross = `<path d="M${from - 5} ${middle - 5}l10 10m0 -10l-10 10" stroke="${face}" stroke-width="`;
      if (start > now) above.push(`${cross}1.3"/>`);
      return `${cross}3.4"/>`;
    }
    if (kind === 2) {
      const line = `<path d="M${from} ${middle}h${long}" stroke="${face}" stroke-dasharray="${dashes}" stroke-width="`;
      if (comes) above.push(`${line}1"/>`);
      return `${line}1.6"/>`;
    }
    if (kind === 1) {
      const high = Math.max(3, share * BAR) + 1, bar = `<rect x="${from - 1.5}" y="${middle + BAR / 2 + .5 - high}" width="${Math.max(long, 1.5) + 1.5}" height="${high}"`;
      if (start > now) above.push(`${bar} fill="none" stroke="${face}" stroke-width=".8"/>`);
      return `${bar} fill="${face}"/>`;
    }
    const box = `<rect x="${from}" y="${top}" width="${long}" height="${BAR}"`;
    let drawn = `${box} fill="${face}" ${edge}/>`;
    if (comes) above.push(`${box} fill="none" stroke="var(--edge)" stroke-width=".7"/>`);
    if (hatch) drawn += `${box} fill="url(#${hatch})"/>`;
    const space = word ? wide(word) + 10 : 0;
    if (word && long > space + 8) above.push(`<rect x="${from + long / 2 - space / 2}" y="${top + 1}" width="${space}" height="${BAR - 2}" `
      + `fill="var(--page)"/><text x="${from + long / 2}" y="${middle + 4}" text-anchor="middle"${now < (start + end) / 2 ? " class='pale'" : ""}>${text(word)}</text>`);
    return drawn;
  }
  function crowd({counts, top, high}, above) {
    const most = Math.max(1, ...counts.map(each => each[1])), base = top + high - 6;
    let path = `M${x(counts[0][0])} ${base}`;
    for (const [time, count] of counts) path += `H${x(time)}V${base - (high - 22) * count / most}`;
    above.push(`<path d="${path}V${base}z" fill="none" stroke="var(--edge)" stroke-width=".7"/><text class="pale" `
      + `x="${room + 4}" y="${top + 12}">at most ${most} under way at once</text>`);
    return `<path d="${path}V${base}z" fill="var(--track)"/>`;
  }

  // What made it long: a line below each stretch, on from lane to lane.
  function way(shown, up) {
    const base = new Map(shown.map(row => [row.lane, row.top - up + row.high / 2 + BAR / 2 + 3]));
    let path = "", before;
    for (const [lane, start, end] of lit) {
      const y = base.get(lane);
      if (y !== undefined) path += `${before ? "L" : "M"}${x(start)} ${y}H${x(end)}`;
      before = y;
    }
    return `<path class="lit" d="${path}"/>`;
  }
  function light(on) {
    lights = on;
    path.setAttribute("aria-pressed", on);
    parts[3].hidden = !on;
    reason.textContent = on ? why : "";
    draw();
  }

  function draw() {
    const high = chart.clientHeight, up = chart.scrollTop, bottom = Math.min(high, rows.bottom + FOOT) - FOOT;
    const shown = rows.filter(row => row.top + row.high > up && row.top < up + high);
    const cursor = x(now);
    const above = [];
    let bars = "", labels = "", ends = "", grid = "";
    const least = 55 / scale / zoom, power = 10 ** Math.floor(Math.log10(least));
    const step = power * [1, 2, 5, 10].find(n => n * power >= least);
    for (let tick = 0; tick <= whole + 1e-9; tick += step) {
      const place = x(tick);
      if (place < room - 1 || place > width) continue;
      grid += `<path d="M${place} ${TOP - 4}V${bottom}" stroke="var(--line)"/><path d="M${place} ${bottom}v4" stroke="var(--ink)"/>`
        + `<text x="${place}" y="${bottom + 17}" text-anchor="middle">${seconds(tick)}</text>`;
    }
    for (const row of shown) {
      const middle = row.top - up + row.high / 2, one = row.lane >= 0 ? stand(row.lane) : [];
      const mine = row.lane >= 0 && row.lane === chosen, hot = one && kinds[one[2]] === "now";
      bars += row.lot ? crowd({...row, top: row.top - up}, above) : row.lane < 0 ? "" : lanes[row.lane][2].map(each => shape(each, middle, above)).join("");
      const sign = row.lot ? open.has(row.lot) ? "▾ " : "▸ " : "", label = fit(sign + row.label, room - 14, MONO);
      if (mine) labels += `<rect y="${middle - PITCH / 2}" width="${room}" height="${PITCH}" fill="var(--wash)"/>`;
      labels += `<text class="mono${one ? "" : " pale"}" x="${room - PAD}" y="${middle + 4}" text-anchor="end" `
        + `style="${hot ? "fill:var(--hot);font-weight:bold" : mine ? "fill:var(--blue);font-weight:bold" : ""}">${text(label)}</text>`;
      const past = row.lane < 0 ? now >= row.end : one && (kinds[one[2]] === "over" || kinds[one[2]] === "left") && now >= row.end;
      const from = Math.max(x(row.end) + 8, room), said = fit(row.said, width - from - 2);
      if (said && from < width) ends += `<text class="${past ? "" : "pale"}" x="${from}" y="${middle + 4}">${text(said)}</text>`;
    }
    const right = width, pattern = (id, inside, size = 6) =>
      `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${inside}</pattern>`;
    const hatch = d => `<path d="${d}" stroke="var(--edge)" stroke-width="1"/>`;
    picture.innerHTML = `<defs>${pattern("up", hatch("M-1 7L7 -1"))}${pattern("down", hatch("M-1 -1L7 7"))}`
      + `${pattern("dots", `<circle cx="2" cy="2" r=".9" fill="var(--edge)"/>`, 4)}</defs>${grid}`
      + `<path d="M${room} ${bottom}H${right}" stroke="var(--ink)"/><g class="bars">${bars}</g>`
      + (cursor < right ? `<rect x="${Math.max(cursor, room)}" y="${TOP - 4}" width="${Math.max(0, right - Math.max(cursor, room))}" height="${Math.max(0, bottom - TOP + 3)}" fill="var(--page)" opacity=".68"/>` : "")
      + above.join("") + (lights ? way(shown, up) : "") + ends + `<rect width="${room - 1}" height="${bottom}" fill="var(--page)"/>${labels}`
      + `<rect width="${width}" height="${TOP - 5}" fill="var(--page)"/>`
      + `<rect y="${bottom + 1}" width="${room - 12}" height="${FOOT}" fill="var(--page)"/>`
      + `<text x="${right - 4}" y="${bottom + 17}" text-anchor="end">seconds</text>`
      + (cursor >= room - 2 ? `<path d="M${cursor} 14V${bottom + 3}" stroke="var(--hot)" stroke-width="2"/><path d="M${cursor - 7} 2h14v8l-7 6l-7 -6z" fill="var(--hot)"/>` : "");
    picture.setAttribute("width", width);
    picture.setAttribute("height", high);
    mine.drawn?.();
  }
  space.innerHTML = "<svg aria-hidden='true'></svg>";
  const picture = space.firstChild;

  const swatch = state => {
    const fill = state >= 0 && fills[states[state][0]];
    const line = fill && fill[0] === 2, colour = kinds[state] === "now" ? "hot" : fill ? line ? "page" : COLOUR[fill[1]] : "track";
    return `<svg width="15" height="15" aria-hidden="true"><rect x=".5" y=".5" width="14" height="14" fill="var(--${colour})" `
      + `stroke="var(--edge)"${line ? ` stroke-dasharray="${fill[3]}"` : ""}/>`
      + (fill && fill[2] ? `<rect width="15" height="15" fill="url(#${fill[2]})"/>` : "") + "</svg>";
  };
  // What is said of a moment: what came of the one before, and who runs now.
  function sentence() {
    const parts = [], before = at > 0 ? moments[at - 1][1] : -1, runs = at < last ? moments[at][1] : -1;
    if (before >= 0 && before !== runs && (runs < 0 || moments[at][0] === now)) parts.push(`${name(before)} ${says(before)}.`);
    parts.push(runs >= 0 ? `${name(runs)} ${says(runs)}.` : "The run is over.");
    return parts.join(" ");
  }

  function update() {
    clock.innerHTML = `moment ${Math.min(at + 1, last + 1)} of ${last + 1} · <strong>${seconds(now)} s</strong>`;
    chart.ariaValueNow = now;
    chart.ariaValueText = `${seconds(now)} s, moment ${at + 1} of ${last + 1}`;
    const said = chosen < 0 ? sentence() : `${sentence()} ${name(chosen)} ${says(chosen)}.`;
    if (told.textContent !== said) told.textContent = said;
    const here = new Map(), going = [], lost = [];
    lanes.forEach((lane, number) => {
      const one = stand(number);
      if (!one) return;
      const kind = kinds[one[2]];
      if (kind !== "over" && going.length < 400) going.push([number, one]);
      if (kind === "left") lost.push([number, one]);
      if (kind === "over" || lane[1] < 0 || !one[4]) return;
      const line = lines[lane[1]][one[4] - sources[lane[1]][1]];
      if (line) here.has(line) ? here.get(line).push([number, one]) : here.set(line, [[number, one]]);
    });
    const first = ([number, one]) => (kinds[one[2]] === "now" ? -2 : 0) - (number === chosen);
    going.sort((a, b) => first(a) - first(b));
    const line = ([number, one]) => one[4] ? `, line ${one[4]}` : "";
    const item = each => `<li>${swatch(each[1][2])}${text(name(each[0]))} <small>${text(words[each[1][3]])}${line(each)}</small></li>`;
    list.innerHTML = going.slice(0, 9).map(item).join("") + (going.length > 9 ? `<li><small>and ${going.length - 9} more</small></li>` : "");
    lying.innerHTML = lost.slice(0, 6).map(([number]) => `<li>${swatch(3)}${text(name(number))} <code>${text(lanes[number][4])}</code> `
      + `<small>for ${seconds(Math.max(0, now - ended(number)))} s</small></li>`).join("") + (lost.length > 6 ? `<li><small>and ${lost.length - 6} more</small></li>` : "");
    parts[2].hidden = !lost.length;
    out.textContent = printed.filter(each => begun(each[0], each[1])).map(each => each[2]).join("") || "nothing yet";
    let running;
    for (const each of lines.flat()) {
      const [row, tags] = each, tasks = (here.get(each) || []).sort((a, b) => first(a) - first(b));
      const kind = tasks.some(each => kinds[each[1][2]] === "now") ? "run" : tasks.length ? "on" : "", few = tasks.length < 3;
      if (row.className !== kind) row.className = kind;
      if (kind === "run") running = row;
      const inside = tasks.slice(0, 2).map(([number, one]) => `<span class="${kinds[one[2]]}${number === chosen ? " mine" : ""}">`
        + `${text(name(number))}${few || kinds[one[2]] === "now" ? " " + text(words[one[3]]) : ""}</span>`).join("")
        + (few ? "" : `<span>and ${tasks.length - 2} more</span>`);
      if (tags.said !== inside) tags.innerHTML = tags.said = inside;
    }
    if (running) {
      const place = running.offsetTop - code.offsetTop;
      if (place < code.scrollTop || place > code.scrollTop + code.clientHeight - 24) code.scrollTop = place - code.clientHeight / 2;
    }
    draw();
  }
  const ended = lane => {
    const one = lanes[lane][3].find(each => kinds[each[2]] === "left");
    return one ? one[1] : 0;
  };

  // Moving.
  function seek(moment) {
    at = Math.max(0, Math.min(last, moment));
    now = at < last ? moments[at][0] : run.seconds;
    show();
    update();
  }
  const step = by => { pause(); seek(at < last && by < 0 && now > moments[at][0] ? at : at + by) };
  function reach(time) {
    now = time;
    at = time >= run.seconds ? last : Math.max(0, moments.findLastIndex(each => each[0] <= time));
    update();
  }
  function own(by) {
    for (let next = at + by; next >= 0 && next < last; next += by) if (moments[next][1] === chosen) return seek(next);
  }
  function show() {
    const place = x(now);
    if (zoom > 1 && (place < room || place > width - 40)) chart.scrollLeft += place - (width + room) / 2;
  }
  function pause() {
    playing = false;
    go.setAttribute("aria-pressed", false);
    go.ariaLabel = go.title = "play";
  }
  function toggle() {
    if (playing) return pause();
    if (at >= last) seek(0);
    playing = true;
    go.setAttribute("aria-pressed", true);
    go.ariaLabel = go.title = "pause";
    let before = performance.now(), rest = 0;
    requestAnimationFrame(function next(time) {
      if (!playing) return;
      const passed = (time - before) / 1000;
      before = time;
      rest -= passed;
      // Each moment is seen for a while, though it may take no time.
      const due = at + 1 < last ? moments[at + 1][0] : run.seconds;
      if (rest <= 0) {
        const to = still.matches ? due : now + passed * speed;
        if (to >= due) { seek(at + 1); rest = still.matches ? 1 : Math.min(.4, .4 / speed); }
        else { now = to; show(); update(); }
      }
      at >= last ? pause() : requestAnimationFrame(next);
    });
  }
  function choose(lane) {
    chosen = lane;
    const row = rows.find(each => each.lane === lane);
    if (row && lane >= 0) {
      if (row.top - TOP < chart.scrollTop) chart.scrollTop = row.top - TOP;
      if (row.top + row.high > chart.scrollTop + chart.clientHeight - FOOT) chart.scrollTop = row.top + row.high - chart.clientHeight + FOOT;
    }
    update();
  }
  function change(by) {
    const lanesShown = rows.filter(row => row.lane >= 0 || row.lot), place = lanesShown.findIndex(row => row === picked || row.lane >= 0 && row.lane === chosen);
    picked = lanesShown[Math.max(0, Math.min(lanesShown.length - 1, place < 0 ? by > 0 ? 0 : 1e9 : place + by))];
    if (picked.lot) told.textContent = `${picked.label}: ${picked.said}. Enter ${open.has(picked.lot) ? "closes" : "opens"} it.`;
    picked.lot ? (chosen = -1, draw()) : choose(picked.lane);
  }
  let picked;
  function unfold(lot) {
    open.has(lot) ? open.delete(lot) : open.add(lot);
    lay();
    picked = rows.find(row => row.lot === lot);
    size();
    draw();
  }
  function magnify(by) {
    const held = now;
    zoom = by ? Math.max(1, Math.min(2000, zoom * by)) : 1;
    size();
    chart.scrollLeft = zoom > 1 ? room + held * scale * zoom - (width + room) / 2 : 0;
    draw();
  }
  const KEYS = {
    ArrowRight: () => step(1), ArrowLeft: () => step(-1), Home: () => { pause(); seek(0) }, End: () => { pause(); seek(last) },
    " ": toggle, "+": () => magnify(1.5), "=": () => magnify(1.5), "-": () => magnify(1 / 1.5), 0: () => magnify(0),
    ArrowDown: () => change(1), ArrowUp: () => change(-1), Escape: () => { picked = null; choose(-1) },
    Enter: () => picked && picked.lot && unfold(picked.lot), "?": () => help.hidden = !help.hidden,
    ">": () => quicken(1), "<": () => quicken(-1), p: () => why && light(!lights),
  };
  function quicken(by) {
    rate.selectedIndex = Math.max(0, Math.min(SPEEDS.length - 1, rate.selectedIndex + by));
    speed = +rate.value;
  }
  body.addEventListener("keydown", event => {
    const {key, target} = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.tagName === "SELECT" || target.tagName === "BUTTON" && (key === " " || key === "Enter")) return;
    if ((target === code || target === out) && /Up|Down|Home|End/.test(key)) return;
    if (event.shiftKey && chosen >= 0 && /ArrowLeft|ArrowRight/.test(key)) own(key === "ArrowRight" ? 1 : -1);
    else if (KEYS[key]) KEYS[key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // The mouse.
  const row = event => {
    const box = picture.getBoundingClientRect(), down = event.clientY - box.top + chart.scrollTop;
    return [event.clientX - box.left, rows.find(each => down >= each.top && down < each.top + each.high)];
  };
  let dragged = false;
  chart.addEventListener("pointerdown", event => {
    const [across, one] = row(event);
    if (event.clientY > chart.getBoundingClientRect().top + chart.clientHeight) return;
    if (one && one.lot && across < room) return unfold(one.lot);
    pause();
    if (one && one.lane >= 0) chosen = picked = one.lane, picked = one;
    if (across < room) return update();
    dragged = true;
    chart.setPointerCapture(event.pointerId);
    drag(across);
  });
  const drag = across => {
    const time = when(across), near = moments.find(each => Math.abs(x(each[0]) - across) < 4);
    reach(near ? near[0] : time);
  };
  chart.addEventListener("pointermove", event => {
    const [across, one] = row(event);
    if (dragged) return drag(across);
    tip.hidden = !one || one.lane < 0 || across < room;
    if (!tip.hidden) tip.textContent = hover(one.lane, when(across));
    tip.style.left = Math.min(across + 12, width - 200) + chart.scrollLeft + "px";
    if (one) tip.style.top = one.top + one.high + "px";
    tip.hidden = tip.hidden || !tip.textContent;
  });
  chart.addEventListener("pointerup", () => dragged = false);
  chart.addEventListener("pointerleave", () => tip.hidden = true);
  // The stretch of a lane at a time: its state, its seconds, its line.
  function hover(lane, time) {
    const stands = lanes[lane][3], from = each => each[1] === null ? each[0] + 1 < last ? moments[each[0] + 1][0] : run.seconds : each[1];
    let found = -1;
    stands.forEach((each, number) => { if (from(each) <= time) found = number });
    if (found < 0) return "";
    const one = stands[found], until = found + 1 < stands.length ? from(stands[found + 1]) : run.seconds;
    const long = kinds[one[2]] === "over" ? "" : `, ${seconds(until - from(one))} s`;
    return `${words[one[3]]}${long}${one[4] ? `, line ${one[4]}` : ""}`;
  }
  chart.addEventListener("scroll", () => requestAnimationFrame(draw));
  chart.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    magnify(event.deltaY < 0 ? 1.2 : 1 / 1.2);
  }, {passive: false});

  lay();
  new ResizeObserver(() => { if (body.isConnected && chart.clientWidth !== width) { measure(); draw(); } }).observe(chart);
  measure();
  if (soon) light(true);
  seek(0);
  return Object.assign(mine, {rows: () => rows, seek, reach, x, state: () => ({at, now, zoom, chosen, playing, lights}), stand, says,
    name, body, chart, room: () => room, light, choose});
}

const stage = make("main");
document.body.append(stage);
theme();
document.head.append(make("style", {textContent: STYLE}));
night.addEventListener("change", theme);
if (frame) {
  const image = frame.previousElementSibling;
  frame.style.display = "block";
  image.style.display = "none";
  new ResizeObserver(() => frame.style.height = document.body.scrollHeight + 2 + "px").observe(document.body);
  new MutationObserver(theme).observe(parent.document.body, {attributes: true});
  parent.addEventListener("beforeprint", () => { frame.style.display = "none"; image.style.display = "" });
  parent.addEventListener("afterprint", () => { frame.style.display = "block"; image.style.display = "none" });
}
const source = document.querySelector("script[type]").textContent;
window.replays = JSON.parse(source).map(play);

// Asks the kernel behind the page, if one is, whether it knows this run (see
// offers.py), and runs the script that it then sends: it may make it again.
async function link() {
  const page = parent.document, {baseUrl} = JSON.parse(page.getElementById("jupyter-config-data").textContent);
  const tab = page.querySelector(`[data-id="${frame.closest(".jp-NotebookPanel").id}"]`);
  const places = tab ? tab.title.split("\n") : [decodeURI(parent.location.pathname)];
  const sessions = await (await fetch(baseUrl + "api/sessions")).json();
  const [found] = sessions.filter(one => places.some(place => place.endsWith(one.path))).sort((a, b) => b.path.length - a.path.length);
  const address = new URL(`${baseUrl}api/kernels/${found.kernel.id}/channels`, parent.location).href;
  const socket = new WebSocket(address.replace("http", "ws")), me = String(Math.random());
  let number = 0;
  for (const sign of source) number = Math.imul(number, 31) + sign.charCodeAt() >>> 0;
  const run = `replay-${number}-${source.length}`;
  const tell = (type, content) => socket.send(JSON.stringify({channel: "shell", parent_header: {}, metadata: {}, content,
    header: {msg_id: me + Math.random(), session: me, msg_type: type, version: "5.3", date: new Date()}}));
  const ask = data => tell("comm_msg", {comm_id: run, data: {...data, page: me}});
  socket.onopen = () => tell("comm_info_request", {target_name: "helpers.replay"});
  socket.onmessage = ({data}) => {
    const {comms, data: answer} = JSON.parse(data).content;
    if (comms) comms[run] ? ask({hello: 1}) : socket.close();
    if (answer?.page === me) {
      window.kernel = {socket, ask, ...answer};
      document.body.append(make("script", {textContent: answer.script}));
    }
  };
}
if (frame) link().catch(() => {});
