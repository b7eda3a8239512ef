// Lets the ends of sleeps be dragged, where a kernel is behind the page.
//
// The kernel sends this script to a replay whose run it knows (see `link` in
// replay.js). It asks for the run with another length, and puts what comes in
// the place of the replay that is there.

const GRIPS = `
.all>div{position:relative}
.grips{position:absolute;overflow:hidden;pointer-events:none}
.grips button{position:absolute;pointer-events:auto;touch-action:none;cursor:ew-resize;min-width:0;width:16px;height:24px;
padding:0;border:0;background:none}
.grips button::after{content:"";display:block;width:5px;height:20px;margin:0 2px;border:1.5px solid var(--ink);
border-radius:4px;background:var(--page)}
.grips button:hover::after,.grips button:focus::after{background:var(--hot);border-color:var(--hot)}
.grips div{position:absolute;height:16px;border:1.5px dashed var(--hot)}
.grips span{position:absolute;background:var(--hot);color:var(--on);border-radius:4px;padding:0 7px;font-size:13px;white-space:nowrap}
.lengths:not([hidden]){display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;padding:8px 0 4px}
.lengths p{margin:0}
.lengths button{padding:0 10px}
.lengths pre{flex-basis:100%}`;
const MOST_GRIPS = 60, LATER = 300, NEAR = 1e-6;

function lengths(replay, {socket, ask: send, page, ...live}) {
  document.head.append(make("style", {textContent: GRIPS}));
  const said = make("p", {role: "status"}), fault = make("pre", {hidden: true, tabIndex: 0, ariaLabel: "error"});
  const back = make("button", {type: "button", hidden: true, textContent: "back to the original", onclick: () => ask({back: true})});
  const note = make("div", {className: "lengths"}, said, back, fault);
  const ghost = make("div"), tip = make("span"), group = make("div", {className: "grips", role: "group", ariaLabel: "ends of sleeps"});
  const first = replay.run.seconds;
  let bars = live.bars, now = replay, grips = [], drag = null, waiting = null, busy = false, timer, held = "";

  function place() {
    now.body.querySelector("nav").after(note);
    if (live.why_not) { said.textContent = live.why_not; said.className = "dim"; }
  }
  place();
  if (live.why_not) return socket.close();

  socket.onclose = gone;
  socket.onmessage = ({data}) => {
    const {content} = JSON.parse(data);
    if (/^(re)?starting$|^dead$/.test(content.execution_state)) socket.close();
    if (content.data?.page === page) taken(content.data);
  };
  function gone() {
    group.remove();
    bars = [];
    now.drawn = null;
    said.textContent = "The kernel is not there any more: all lengths stay as they are.";
    back.hidden = true;
  }
  // What is asked while the kernel works is asked afterwards, the last of it.
  function ask({known, ...asked}) {
    clearTimeout(timer);
    if (busy) { waiting = {known, ...asked}; return; }
    if (known) asked.bar = grips.findIndex(grip => grip.known === known);
    if (asked.bar < 0) return; // it is no more
    busy = true;
    timer = setTimeout(() => said.textContent = "Running again …", LATER);
    send(asked);
  }
  function taken(answer) {
    clearTimeout(timer);
    busy = false;
    if (answer.run) change(answer);
    said.className = "";
    setTimeout(() => said.textContent = answer.words, 50); // where it stands by then
    fault.hidden = !answer.error;
    fault.textContent = answer.error || "";
    if (waiting) { const asked = waiting; waiting = null; ask(asked); }
  }

  // The new run in the place of the old one.
  function change(answer) {
    const {at, now: time, lights, chosen} = now.state(), old = now;
    const ended = at >= old.run.moments.length, inside = old.body.contains(document.activeElement);
    const holds = grips.indexOf(document.activeElement), pending = drag && drag.keys && drag.long;
    drag = null;
    bars = answer.bars;
    const label = chosen >= 0 && old.run.lanes[chosen][0];
    const rate = one => one.body.querySelector("select");
    now = play({...answer.run, least: Math.max(first, answer.run.seconds)});
    old.body.replaceWith(now.body);
    replays[replays.indexOf(old)] = now;
    rate(now).selectedIndex = rate(old).selectedIndex;
    rate(now).onchange();
    place();
    back.hidden = !answer.changed;
    if (lights !== now.state().lights && now.run.path) now.light(lights);
    if (label) now.choose(now.run.lanes.findIndex(lane => lane[0] === label));
    if (ended || now.run.moments[at]?.[0] === time) now.seek(ended ? 1e9 : at);
    else now.reach(Math.min(time, now.run.seconds));
    attach();
    const kept = grips.findIndex(grip => grip.known === held);
    if (holds >= 0 && kept >= 0) {
      grips[kept].focus();
      if (pending) move(kept, pending);
    } else if (inside) now.chart.focus();
  }

  // The grips: one at the end of each sleep that is to be seen.
  function attach() {
    now.chart.after(group);
    const counts = {};
    grips = bars.map(([lane, start, end], number) => {
      const name = now.name(lane), count = counts[lane] = (counts[lane] || 0) + 1;
      const grip = make("button", {type: "button", role: "slider", ariaLabel: `sleep of ${name}${count > 1 ? `, number ${count}` : ""}`});
      grip.known = `${now.run.lanes[lane][0]} ${count}`;
      grip.onpointerdown = event => seize(event, number);
      grip.onpointermove = event => { if (drag) pull(event.clientX - group.getBoundingClientRect().left - drag.off); };
      grip.onpointerup = grip.onpointercancel = event => { if (drag) { event.type === "pointerup" ? let_go() : forget(); } };
      grip.onkeydown = event => pressed(event, number);
      grip.onblur = () => drag && drag.keys && let_go();
      tell(grip, end - start);
      return grip;
    });
    now.drawn = arrange;
    arrange();
  }
  function tell(grip, long) {
    grip.ariaValueMin = 0;
    grip.ariaValueMax = Math.max(100, long);
    grip.ariaValueNow = long;
    grip.ariaValueText = `${seconds(long)} s`;
  }
  function arrange() {
    const {chart} = now, rows = new Map(now.rows().filter(row => row.lane >= 0).map(row => [row.lane, row]));
    Object.assign(group.style, {left: chart.offsetLeft + "px", top: chart.offsetTop + "px", width: chart.clientWidth + "px", height: chart.clientHeight - FOOT + "px"});
    const shown = grips.filter((grip, number) => {
      const [lane, , end] = bars[number], row = rows.get(lane), across = now.x(end);
      if (!row || across < now.room() - 2 || across > chart.clientWidth - 8) return false;
      grip.style.left = across - 1 + "px";
      grip.style.top = row.top + row.high / 2 - 12 - chart.scrollTop + "px";
      return row.top + row.high > chart.scrollTop && row.top < chart.scrollTop + chart.clientHeight;
    }).slice(0, MOST_GRIPS);
    const there = [...group.querySelectorAll("button")];
    if (there.length !== shown.length || there.some((grip, number) => grip !== shown[number])) {
      const focused = shown.includes(document.activeElement) && document.activeElement;
      group.replaceChildren(...shown);
      if (focused) focused.focus();
    }
    if (drag) sketch();
  }

  // Dragging: a length is a whole number of steps, and a step is to be seen.
  const tidy = least => {
    const power = 10 ** Math.floor(Math.log10(least));
    return power * [1, 2, 5, 10].find(n => n * power >= least * (1 - NEAR));
  };
  const perPixel = () => 1 / (now.x(1) - now.x(0));
  function hold(number) {
    const [lane, start, end] = bars[number];
    drag = {number, lane, start, was: end - start, long: end - start};
    held = grips[number].known;
  }
  function seize(event, number) {
    event.stopPropagation();
    const grip = grips[number];
    grip.focus();
    grip.setPointerCapture(event.pointerId);
    hold(number);
    drag.off = event.clientX - group.getBoundingClientRect().left - now.x(bars[number][2]);
  }
  function pull(across) {
    const step = tidy(4 * perPixel()), long = (across - now.x(drag.start)) * perPixel();
    set(Math.round(long / step) * step, step);
  }
  function set(long, step) {
    drag.long = Math.max(step, +long.toFixed(6));
    tell(grips[drag.number], drag.long);
    sketch();
  }
  function sketch() {
    const {lane, start, was, long} = drag, row = now.rows().find(row => row.lane === lane);
    if (!row) return;
    const from = now.x(start), to = now.x(start + long), middle = row.top + row.high / 2 - now.chart.scrollTop;
    Object.assign(ghost.style, {left: from + "px", width: Math.max(0, to - from) + "px", top: middle - 8 + "px"});
    tip.textContent = `${seconds(long)} s instead of ${seconds(was)} s`;
    Object.assign(tip.style, {left: Math.max(0, Math.min(to + 12, group.clientWidth - 150)) + "px", top: middle - (row.top > TOP ? 30 : -10) + "px"});
    if (!ghost.parentNode) group.append(ghost, tip);
    grips[drag.number].style.left = to - 1 + "px";
  }
  function forget() {
    drag = null;
    ghost.remove();
    tip.remove();
    arrange();
  }
  function let_go() {
    const {number, was, long} = drag;
    clearTimeout(timer);
    forget();
    if (Math.abs(long - was) > NEAR) ask({known: grips[number].known, seconds: long});
    else tell(grips[number], was);
  }
  function move(number, long) {
    if (!drag) hold(number);
    drag.keys = true;
    set(long, tidy(first / 40));
    clearTimeout(timer);
    timer = setTimeout(() => drag && let_go(), LATER);
  }
  function pressed(event, number) {
    const steps = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10}[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps) {
      const [, start, end] = bars[number];
      move(number, (drag ? drag.long : end - start) + steps * tidy(first / 40));
    } else if (event.key === "Escape" && drag) { clearTimeout(timer); tell(grips[number], drag.was); forget(); }
    else if (event.key === "Escape") now.chart.focus();
    else if (event.key === "Enter" || event.key === " ") drag && let_go();
    else if (event.key === "Backspace" || event.key === "Delete") back.hidden || back.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  said.textContent = "Drag the end of a sleep, or reach it with Tab and press ← or →: the run is made again.";
  said.className = "dim";
  attach();
}

lengths(replays[0], kernel);
