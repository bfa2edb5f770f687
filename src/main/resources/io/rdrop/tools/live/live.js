/* Asks for the run's numbers once a second and shows them. */
(() => {
  "use strict";
  const {byId, element, known, NONE, fixed, percent, count, significant, shortCount, tile, bars, table, classCards, poolCards, taskOf, board} = RDrop;
  const ASK_MS = 1000;
  const ASK_AGAIN_MS = 3000;

  const marks = {driftPoints: [], snapshots: [], commands: []};
  const hero = board(byId("hero-chart"), marks);
  const charts = board(byId("charts"), marks);
  let chosen = null;
  let drawn = "";
  let latest = null;

  /** A new text only where there is one, so that a selection or a reading voice is not disturbed. */
  function put(id, text) {
    const node = byId(id);
    if (node.textContent !== text) node.textContent = text;
  }

  function clock(seconds) {
    const whole = Math.floor(seconds);
    const two = value => String(value).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    return (hours ? hours + ":" + two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)) + ":" + two(whole % 60);
  }

  // ---- head ----------------------------------------------------------------------------------------------------------

  function showHead(run) {
    put("title", run.report.title);
    put("phase", run.phaseText);
    byId("phase").className = "phase " + run.phase;
    put("elapsed", clock(run.seconds));
    const links = run.ended ? [] : Object.entries(run.links);
    if (byId("links").childElementCount !== links.length) {
      byId("links").replaceChildren(...links.map(([name, url]) => element("a", {href: url, target: "_blank", rel: "noreferrer"}, name)));
    }
    byId("notice").classList.toggle("calm", run.phase === "finished");
    notice(run.ended ? (run.phase === "finished" ? "The run is finished: the numbers stay as they are, and Flink and its metrics are gone. " : "The run has failed. ") + run.detail : "");
    byId("warnings").hidden = !run.report.warnings.length;
    put("warnings", run.report.warnings.map(line => "⚠ " + line).join(" "));
    const read = readOf(run.report.examples);
    byId("progress").hidden = run.records === 0;
    byId("bar").max = run.records || 1;
    byId("bar").value = Math.min(read, run.records);
    put("progress-text", `${count(read)} of ${count(run.records)}`);
  }

  function notice(text) {
    tell("notice", text);
  }

  function tell(id, text) {
    byId(id).hidden = !text;
    put(id, text);
  }

  function showChoice(run) {
    const keys = Object.keys(run.report.models);
    const choice = byId("model");
    if (choice.childElementCount !== keys.length) {
      choice.replaceChildren(...keys.map(key => element("option", {value: key}, key)));
    }
    choice.value = run.shown;
    byId("model-choice").hidden = keys.length < 2;
  }

  // ---- how the model stands ------------------------------------------------------------------------------------------

  /** Read and trained on are told at slightly different times. */
  const readOf = ({read, trained, rejected}) => Math.max(read, trained + rejected);

  /** Against the best referee, in words: colour alone says nothing to some. */
  function lead({key, higherIsBetter, referees}, scores) {
    const own = scores[key];
    const [best] = referees.map(([each, name]) => ({name, value: scores[each]})).filter(({value}) => known(value))
        .sort((a, b) => higherIsBetter ? b.value - a.value : a.value - b.value);
    if (!known(own) || !best) return {outcome: "", text: "Nothing is scored yet", short: ""};
    const ahead = higherIsBetter ? own - best.value : best.value - own;
    const size = higherIsBetter ? fixed(1)(Math.abs(100 * ahead)) + " points" : significant(Math.abs(ahead));
    const side = ahead > 0 === higherIsBetter ? "above" : "below";
    if (higherIsBetter && Math.abs(100 * ahead) < 0.05) return {outcome: "level", text: `≈ level with ${best.name}`, short: `level with ${best.name}`};
    return {
      outcome: ahead > 0 ? "beats" : "loses",
      text: `${side === "above" ? "▲" : "▼"} ${size} ${side} ${best.name}` + (higherIsBetter ? "" : ahead > 0 ? ", better" : ", worse"),
      short: `${size} ${side} ${best.name}`,
    };
  }

  function big(headline, value) {
    if (!known(value)) return [NONE];
    return headline.higherIsBetter ? [fixed(1)(100 * value), element("small", null, "%")] : [significant(value)];
  }

  function showScore(run, model) {
    const task = taskOf(run.report);
    const {headline} = task;
    const {window, prequential} = model;
    const standing = lead(headline, window);
    byId("now").hidden = false;
    put("score-name", `${headline.name} over the latest ${count(window.examples)} examples`);
    const value = big(headline, window[headline.key]);
    const text = value.map(part => part.textContent || part).join(" ");
    if (byId("score").dataset.text !== text) {
      byId("score").dataset.text = text;
      byId("score").replaceChildren(...value);
    }
    put("lead", standing.text);
    byId("lead").className = "lead " + standing.outcome;
    const rows = [[headline.key, "model", "model"], ...headline.referees].map(([key, name, tone]) => [name, window[key], tone]);
    byId("bars").replaceChildren(bars(rows, headline.format, headline.higherIsBetter ? 1 : Math.max(...rows.map(row => row[1] || 0))));
    put("so-far", "So far: " + model.verdict.sentence);
    put("worth", model.pool && model.pool.sentence || "");
    put("rare", model.verdict.rare.join("; "));
    document.title = `${text} ${headline.higherIsBetter ? "" : headline.short + " "}· ${run.report.title}` + (run.ended ? ` · ${run.phaseText.toLowerCase()}` : "");
    return {task, lead: lead(headline, prequential)};
  }

  function showTiles(run, model, standing) {
    const {trained, rejected} = run.report.examples;
    const read = readOf(run.report.examples);
    const {headline} = standing.task;
    const several = Object.keys(run.report.models).length > 1;
    const {now} = run.throughput;
    byId("tiles").replaceChildren(
        tile(headline.short + " so far", headline.format(model.prequential[headline.key]), "", standing.lead.short),
        ...standing.task.training(model.training),
        tile("Throughput", count(run.ended ? run.report.throughput.examplesPerSecond : now), "examples/s",
            run.ended ? "mean of the run" : `mean ${count(run.report.throughput.examplesPerSecond)}` + (several ? " · all models" : "")),
        tile("Trained on", count(several ? model.trained : trained), "", several ? `of ${count(trained)} by all models` : `${count(model.training.steps)} steps`
            + (model.training.stepsLeftOut ? ` · ${count(model.training.stepsLeftOut)} left out` : "")),
        tile("Rejected", count(rejected), "", `${rejected ? percent(rejected / read) + " " : ""}of ${count(read)} read`));
  }

  // ---- control -------------------------------------------------------------------------------------------------------

  const at = ms => new Date(ms).toLocaleTimeString("en-GB");
  const SHOWN_COMMANDS = 12;

  /** What stands because of what was asked, and what was signalled, in words. */
  function chipsOf(steering, signals) {
    const chips = [];
    const chip = (kind, text) => chips.push(element("span", {class: kind}, text));
    const {pause, pin, challenger, exchange, level, settings} = steering;
    if (pause) chip("stands", `Paused since ${at(pause.atMs)} by ${pause.by}` + (pause.text.includes("predict") ? ": records are predicted and passed over" : ": records wait"));
    if (level) chip("stands", `Gives way, level ${level}: examples come too fast`);
    if (pin) chip("stands", `Pinned: version ${count(pin.version)}, by ${pin.by}`);
    const lagged = level ? ["pool.resting", "r-drop.every", "replay.updates-per-batch"] : [];
    const changed = Object.entries(settings).filter(([key]) => !lagged.includes(key));
    if (changed.length) chip("calm", "Set: " + changed.map(([key, value]) => key + "=" + value).join(", "));
    if (challenger) chip("calm", `Challenged since ${count(challenger.examples)} examples`);
    if (exchange) chip("calm", (exchange.takenBack ? "Promotion taken back at " : "Challenger promoted at ") + `${count(exchange.examples)} examples`);
    const last = signals[signals.length - 1];
    if (last) chip("signal", `Drift, ${last.label} at ${count(last.example)} examples` + (signals.length > 1 ? `, the latest of ${signals.length}` : ""));
    return chips;
  }

  function commandLine({text, by, verdict, reason, examples, atMs}) {
    return element("li", null, element("time", null, at(atMs)), element("span", {class: "came " + (verdict === "applied" ? "applied" : "refused")}, verdict),
        element("code", null, text), element("span", null, "by " + by), element("span", {class: "place"}, `after ${count(examples)} examples`),
        ...(reason ? [element("span", {class: "reason"}, reason)] : []));
  }

  const NOTHING_ASKED = {count: 0, settings: {}, commands: [], level: 0};

  /** Nothing where nothing was asked and nothing signalled. */
  function showControl(run) {
    const steering = run.steering || NOTHING_ASKED;
    const signals = run.report.driftPoints.filter(({label}) => label.startsWith("signal: "));
    const state = JSON.stringify([run.shown, steering, signals]);
    if (byId("control").dataset.state === state) return;
    byId("control").dataset.state = state;
    byId("control").hidden = steering.count === 0 && signals.length === 0;
    byId("standing").replaceChildren(...chipsOf(steering, signals));
    const shown = steering.commands.slice(0, SHOWN_COMMANDS);
    byId("commands").replaceChildren(...shown.map(commandLine),
        ...(steering.count > shown.length ? [element("li", {class: "place"}, `and ${count(steering.count - shown.length)} before`)] : []));
  }

  /** Where commands took effect, those of one place together. */
  function commandMarks(run) {
    const places = new Map();
    for (const {examples, text, by, verdict} of (run.steering || NOTHING_ASKED).commands) {
      if (verdict === "applied") places.set(examples, [`${by}: ${text}`, ...(places.get(examples) || [])]);
    }
    return [...places].map(([example, texts]) => ({example, label: texts.join("; ")}));
  }

  // ---- charts and tables ---------------------------------------------------------------------------------------------

  const RATE = {id: "rate", title: "Throughput, examples a second", format: count, fromZero: true,
    x: {column: "seconds", name: "min:s", format: clock, value: clock}, lines: [["examplesPerSecond", "all models", "model"]]};

  function showCharts(run, task) {
    const curve = Object.assign({}, run.report.curves[run.shown], run.throughput);
    marks.driftPoints = run.report.driftPoints;
    marks.snapshots = run.snapshots.filter(each => each.model === run.shown).map(each => each.examples);
    marks.commands = commandMarks(run);
    const state = [run.shown, marks.driftPoints.length, curve.examples.length < 40, curve.seconds.length < 40].join("|");
    if (state === drawn) {
      hero.update(curve);
      charts.update(curve);
      return;
    }
    drawn = state;
    byId("hint").hidden = false;
    const byName = Object.fromEntries(task.charts.map(chart => [chart.id, chart]));
    const height = matchMedia("(max-width: 430px)").matches ? 240 : 330;
    hero.show(curve, [Object.assign({}, byName.window, {height})]);
    const terms = Object.assign({}, byName.terms, {smooth: true, log: !task.headline.higherIsBetter, title: byName.terms.title + ", trailing means"});
    charts.show(curve, [terms, RATE, byName["so-far"], byName["log-loss"] || byName.r2].map(chart => Object.assign({}, chart, {full: false, height: 220})));
  }

  /** What readers of the model use, where that is not its newest version. */
  function served(run) {
    const newest = run.snapshots.find(each => each.model === run.shown);
    if (!newest || newest.latest === newest.version && !newest.pinned) return "";
    return newest.pinned ? `: served is version ${count(newest.latest)}, which is pinned`
        : `: served is ${newest.latest ? "version " + count(newest.latest) : "none"}` + (newest.heldBack ? `, the newest is held back (${newest.heldBack})` : "");
  }

  function showTables(run) {
    const reasons = Object.entries(run.report.rejections);
    const most = Math.max(...reasons.map(([, records]) => records));
    const rejections = table("Rejected, by reason", [], [], "Nothing was rejected.");
    if (reasons.length > 0) {
      rejections.querySelector(".empty").replaceWith(element("div", {class: "reasons"}, ...reasons.flatMap(([reason, records]) => {
        const fill = element("div", {class: "fill"});
        fill.style.width = 100 * records / most + "%";
        return [element("span", null, reason), element("div", {class: "track"}, fill), element("span", null, count(records))];
      })));
    }
    const several = Object.keys(run.report.models).length > 1;
    const columns = [...(several ? [["model"]] : []), ["version", "number"], ["step", "number"], ["examples", "number"], ["committed", "number"]];
    const rows = run.snapshots.slice(0, 12).map(each => [...(several ? [each.model] : []), count(each.version) + (each.heldBack ? " held back" : ""),
      count(each.step), count(each.examples), new Date(each.createdAt).toLocaleTimeString("en-GB")]);
    const more = (run.committed > rows.length ? `, the latest ${rows.length} of ${count(run.committed)}` : "") + served(run);
    byId("tables").replaceChildren(rejections, table("Snapshots" + more, columns, rows, "None was committed yet: the first comes with the first checkpoint."));
  }

  // ---- page ----------------------------------------------------------------------------------------------------------

  function show(run) {
    latest = run;
    showHead(run);
    showChoice(run);
    const model = run.report.models[run.shown];
    if (!model) {
      document.title = run.phaseText + " · " + run.report.title;
      return;
    }
    chosen = chosen || run.shown; // which model the report is about may change while the run goes on
    tell("divergence", known(model.divergence) ? "⚠ " + model.divergence : "");
    const standing = showScore(run, model);
    showControl(run);
    showTiles(run, model, standing);
    showCharts(run, standing.task);
    byId("pool").replaceChildren(...poolCards(model.pool));
    byId("classes").replaceChildren(...classCards(model.prequential));
    showTables(run);
  }

  function gone() {
    byId("phase").className = "phase gone";
    put("phase", "No answer");
    byId("links").replaceChildren();
    notice("The run has ended, or its process is gone." + (latest ? " What is shown is how it stood last." : ""));
  }

  async function ask() {
    let wait = ASK_MS;
    try {
      const answer = await fetch("run.json" + (chosen === null ? "" : "?model=" + encodeURIComponent(chosen)), {cache: "no-store"});
      if (!answer.ok) throw new Error(answer.statusText);
      const run = await answer.json();
      show(run);
      if (run.ended) return;
    } catch (error) {
      console.error(error);
      gone();
      wait = ASK_AGAIN_MS;
    }
    setTimeout(ask, wait);
  }

  byId("model").addEventListener("change", event => {
    chosen = event.target.value;
    if (latest && latest.ended) fetch("run.json?model=" + encodeURIComponent(chosen)).then(answer => answer.json()).then(show, gone);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    drawn = "";
    if (latest && latest.report.models[latest.shown]) show(latest);
  });
  ask();
})();
