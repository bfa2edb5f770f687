(() => {
  "use strict";
  const report = JSON.parse(document.getElementById("data").textContent);
  const byId = id => document.getElementById(id);
  const NONE = "–";

  /** An element; strings among its children become text, never markup. */
  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value) node.setAttribute(name, value);
    }
    node.append(...children.filter(child => child !== null));
    return node;
  }

  const known = value => value !== null && value !== undefined;
  const fixed = digits => value => known(value)
      ? value.toLocaleString("en", {minimumFractionDigits: digits, maximumFractionDigits: digits}) : NONE;
  const percent = value => known(value) ? fixed(2)(100 * value) + " %" : NONE;
  const count = fixed(0);
  const significant = value => known(value) ? value.toLocaleString("en", {maximumSignificantDigits: 4}) : NONE;
  const millis = value => known(value) ? significant(value >= 100 ? Math.round(value) : Number(value.toPrecision(3))) : NONE;
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // ---- head ----------------------------------------------------------------------------------------------------------

  function showFacts() {
    const facts = Object.entries(report.facts);
    if (report.elapsedSeconds > 0) facts.push(["elapsed", fixed(1)(report.elapsedSeconds) + " s"]);
    byId("facts").append(...facts.map(([name, value]) =>
        element("div", null, element("dt", null, name), element("dd", null, value))));
    byId("warnings").append(...report.warnings.map(line => element("p", {class: "warning"}, "⚠ " + line)));
  }

  function tile(name, value, unit, note) {
    return element("div", {class: "tile"},
        element("div", {class: "name"}, name),
        element("div", {class: "value"}, value, unit ? element("small", null, " " + unit) : null),
        note ? element("div", {class: "note"}, note) : null);
  }

  /** A score beside its referees; `full` is what fills a bar. */
  function refereedTile(title, format, rows, full) {
    const bars = element("div", {class: "bars"});
    for (const [name, value, tone] of rows) {
      const fill = element("div", {class: "fill"});
      fill.style.width = 100 * (full > 0 ? (value || 0) / full : 0) + "%";
      fill.style.background = `var(--${tone})`;
      bars.append(element("span", null, name), element("div", {class: "track"}, fill), element("span", null, format(value)));
    }
    const node = tile(title, format(rows[0][1]), "", "");
    node.classList.add("wide");
    node.append(bars);
    return node;
  }

  /** What belongs to the kind of task: tiles of its scores, of its training terms, and its charts. */
  const CLASSIFICATION = {
    scores: (scores, window) => [
      refereedTile("Prequential accuracy", percent, [
        ["model", scores.accuracy, "model"],
        ["no-change", scores.noChangeAccuracy, "no-change"],
        ["majority", scores.majorityAccuracy, "majority"]], 1),
      tile("Cohen's kappa", fixed(3)(scores.kappa), "", "0 is chance, 1 is perfect"),
      tile("Log-loss", fixed(3)(scores.logLoss), "nats", "window " + fixed(3)(window.logLoss)),
      tile("Calibration error", percent(scores.calibrationError), "", "window " + percent(window.calibrationError)),
    ],
    training: training => [
      tile("Cross-entropy", significant(training.crossEntropy), "nats", "mean of the last 100 steps"),
      tile("KL divergence", significant(training.klDivergence), "nats",
          `last 100 steps · α = ${significant(training.alpha)}`),
    ],
    charts: [
      {title: "Accuracy so far", format: percent, share: true, lines: [
        ["accuracy", "model", "model"], ["noChangeAccuracy", "no-change", "no-change"],
        ["majorityAccuracy", "majority", "majority"]]},
      {title: "Accuracy over the window of latest examples", format: percent, share: true, lines: [
        ["windowAccuracy", "model", "model"], ["windowNoChangeAccuracy", "no-change", "no-change"],
        ["windowMajorityAccuracy", "majority", "majority"]]},
      {title: "Log-loss, nats", format: fixed(3), lines: [
        ["windowLogLoss", "window", "majority"], ["logLoss", "so far", "model"]]},
      {title: "Cross-entropy (left) and KL divergence (right), nats", format: fixed(4), fromZero: true, lines: [
        ["crossEntropy", "cross-entropy", "model"], ["klDivergence", "KL divergence", "kl", "kl"]]},
    ],
  };

  const REGRESSION = {
    scores: (scores, window) => [
      refereedTile("Prequential mean absolute error, in units of the target", significant, [
        ["model", scores.mae, "model"],
        ["last value", scores.lastValueMae, "no-change"],
        ["running mean", scores.runningMeanMae, "majority"]],
          Math.max(scores.mae, scores.lastValueMae, scores.runningMeanMae)),
      tile("Root mean squared error", significant(scores.rmse), "",
          `last value ${significant(scores.lastValueRmse)} · mean ${significant(scores.runningMeanRmse)}`),
      tile("R²", fixed(3)(scores.r2), "", `window ${fixed(3)(window.r2)} · 1 is perfect`),
    ],
    training: training => [
      tile("Squared error", significant(training.squaredError), "variances", "of the target, mean of the last 100 steps"),
      tile("Pass distance", significant(training.passDistance), "variances",
          `squared, last 100 steps · α = ${significant(training.alpha)}`),
    ],
    charts: [
      {title: "Mean absolute error so far, in units of the target", format: significant, lines: [
        ["mae", "model", "model"], ["lastValueMae", "last value", "no-change"], ["runningMeanMae", "running mean", "majority"]]},
      {title: "Mean absolute error over the window of latest examples", format: significant, lines: [
        ["windowMae", "model", "model"], ["windowLastValueMae", "last value", "no-change"],
        ["windowRunningMeanMae", "running mean", "majority"]]},
      {title: "Root mean squared error over the window", format: significant, lines: [
        ["windowRmse", "model", "model"], ["windowLastValueRmse", "last value", "no-change"],
        ["windowRunningMeanRmse", "running mean", "majority"]]},
      {title: "R², the share of variance explained", format: fixed(3), floor: -1, lines: [
        ["windowR2", "window", "majority"], ["r2", "so far", "model"]]},
      {title: "Squared error (left) and pass distance (right), in variances of the target", format: fixed(4), full: true,
        fromZero: true, lines: [
          ["squaredError", "squared error", "model"], ["passDistance", "pass distance", "kl", "kl"]]},
    ],
  };

  const STEP_TIME = {title: "Step time, ms", format: fixed(2), full: true, log: true, lines: [["stepMillis", "mean", "model"]]};

  const taskOf = scores => "mae" in scores ? REGRESSION : CLASSIFICATION;

  function showTiles(model) {
    const {read, trained, rejected} = report.examples;
    const scores = model ? model.prequential : report.prequential;
    const training = model ? model.training : report.training;
    const steps = model || report.throughput;
    const several = Object.keys(report.models).length > 1;
    const task = taskOf(scores);
    byId("tiles").replaceChildren(
        ...task.scores(scores, model ? model.window : {}),
        tile("Examples trained on", count(several && model ? model.trained : trained), "",
            several ? `of ${count(trained)} · ${count(read)} read` : `${count(read)} read`),
        tile("Rejected", count(rejected), "", read > 0 ? `${percent(rejected / read)} of those read` : "none was read"),
        tile("Throughput", count(report.throughput.examplesPerSecond), "examples/s",
            `${count(training.steps)} steps` + (training.stepsLeftOut ? ` · ${count(training.stepsLeftOut)} left out` : "")),
        tile("Step time, median", millis(steps.stepMillisP50), "ms", `99th percentile ${millis(steps.stepMillisP99)} ms`),
        ...task.training(training));
  }

  // ---- charts --------------------------------------------------------------------------------------------------------

  /** The data's range with a little air; an axis of shares never leaves 0..1, none goes below its floor. */
  function range(chart) {
    return (plot, low, high) => {
      if (!known(low) || !known(high)) return [0, 1];
      const air = 0.06 * (high - low) || 0.05 * Math.abs(high) || 0.5;
      const floor = chart.floor || 0;
      const bottom = chart.fromZero ? 0 : high > floor ? Math.max(floor, low - air) : low - air;
      return [bottom, chart.share ? Math.min(1, high + air) : high + air];
    };
  }

  /** Twice the height that it needs, so that the second term runs below the first and does not hide it. */
  const lowerHalf = (plot, low, high) => [0, high > 0 ? 2 * high : 1];

  const LABEL_ROWS = 2;
  const LABEL_ROW_PX = 15;

  /** Dashed lines where the data change; labels stand above the plot, in the first row with room, or not at all. */
  function drawDriftPoints(plot) {
    const {ctx, bbox} = plot;
    const ratio = uPlot.pxRatio;
    const free = Array(LABEL_ROWS).fill(-Infinity);
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("drift");
    ctx.lineWidth = ratio;
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    for (const {example, label} of report.driftPoints) {
      if (example < plot.scales.x.min || example > plot.scales.x.max) continue;
      const x = plot.valToPos(example, "x", true);
      ctx.setLineDash([5 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const text = label.length > 28 ? label.slice(0, 27) + "…" : label;
      const width = ctx.measureText(text).width;
      const left = Math.max(bbox.left, Math.min(x - 2 * ratio, bbox.left + bbox.width - width));
      const row = free.findIndex(end => left > end);
      if (row < 0) continue;
      free[row] = left + width + 8 * ratio;
      ctx.fillText(text, left, bbox.top - (3 + row * LABEL_ROW_PX) * ratio);
    }
    ctx.restore();
  }

  function axis(scale, format, extra) {
    return Object.assign({
      scale, stroke: colour("muted"), font: "12px system-ui, sans-serif", size: 62,
      grid: {stroke: colour("grid"), width: 1}, ticks: {show: false}, values: (plot, ticks) => ticks.map(format),
    }, extra);
  }

  const shortCount = value => value.toLocaleString("en", {notation: "compact", maximumFractionDigits: 2});
  const shortValue = share => value => known(value)
      ? share ? Number((100 * value).toPrecision(6)) + " %" : value.toLocaleString("en", {maximumSignificantDigits: 6}) : "";

  /** What a logarithmic axis can show. */
  const positive = value => value > 0 ? value : null;

  function draw(chart, curve, box) {
    const axes = [
      axis("x", shortCount, {size: 34}),
      axis("y", shortValue(chart.share)),
    ];
    const scales = {x: {time: false}, y: chart.log ? {distr: 3} : {range: range(chart)}};
    if (chart.lines.some(line => line[3])) {
      axes.push(axis("kl", shortValue(false), {side: 1, stroke: colour("kl"), grid: {show: false}}));
      axes[1].stroke = colour("model");
      scales.kl = {range: lowerHalf};
    }
    const series = chart.lines.map(([, name, tone, scale]) => ({
      label: name, scale: scale || "y", stroke: colour(tone), width: tone === "model" ? 2 : 1.25,
      value: (plot, value) => chart.format(value), points: {show: curve.examples.length < 40, size: 5},
    }));
    const end = curve.examples[curve.examples.length - 1];
    const hasDrift = report.driftPoints.some(({example}) => example <= end);
    const options = {
      width: Math.max(200, box.clientWidth), height: chart.full ? 220 : 280,
      padding: [hasDrift ? 8 + LABEL_ROWS * LABEL_ROW_PX : 12, scales.kl ? 0 : 16, 0, 0],
      cursor: {sync: {key: "examples"}, points: {size: 7}}, scales, axes,
      series: [{label: "examples", value: (plot, value) => known(value) ? count(value) : NONE}, ...series],
      hooks: {draw: [drawDriftPoints]},
    };
    return new uPlot(options, [curve.examples, ...chart.lines.map(([column]) => chart.log ? curve[column].map(positive) : curve[column])], box);
  }

  let plots = [];
  // A chart follows the width of its card; in the next frame, since a new size within the observation would be observed again.
  const widths = new ResizeObserver(entries => requestAnimationFrame(() => {
    for (const {target} of entries) {
      const plot = plots.find(each => each.root.parentNode === target);
      if (plot && target.clientWidth > 0 && plot.width !== target.clientWidth) {
        plot.setSize({width: target.clientWidth, height: plot.height});
      }
    }
  }));

  function showCharts(curve, charts) {
    widths.disconnect();
    plots.forEach(plot => plot.destroy());
    plots = [];
    const holder = byId("charts");
    holder.replaceChildren();
    if (!curve || curve.examples.length === 0) {
      holder.append(element("div", {class: "card full"}, element("p", {class: "empty"}, "No micro-batch was trained on, so there are no curves.")));
      document.querySelector(".hint").hidden = true;
      return;
    }
    for (const chart of [...charts, STEP_TIME]) {
      const box = element("div", {class: "plot"});
      holder.append(element("div", {class: chart.full ? "card full" : "card"}, element("h2", null, chart.title), box));
      plots.push(draw(chart, curve, box));
      widths.observe(box);
    }
  }

  // ---- tables --------------------------------------------------------------------------------------------------------

  function table(title, columns, rows, empty, full) {
    const card = element("div", {class: full ? "card full" : "card"}, element("h2", null, title));
    if (rows.length === 0) {
      card.append(element("p", {class: "empty"}, empty));
      return card;
    }
    const head = element("tr", null, ...columns.map(([name, kind]) => element("th", {class: kind === "number" ? kind : ""}, name)));
    const body = rows.map(row => element("tr", null, ...row.map((value, i) => element("td", {class: columns[i][1]}, value))));
    card.append(element("div", {class: "scroll"},
        element("table", null, element("thead", null, head), element("tbody", null, ...body))));
    return card;
  }

  function yaml(value, indent) {
    const scalar = each => known(each) ? String(each) : "null";
    const nested = each => known(each) && typeof each === "object" && Object.keys(each).length > 0;
    const text = each => nested(each) ? "\n" + yaml(each, indent + "  ") : " " + (known(each) && typeof each === "object"
        ? Array.isArray(each) ? "[]" : "{}" : scalar(each)) + "\n";
    if (Array.isArray(value)) {
      return value.map(each => nested(each)
          ? indent + "- " + yaml(each, indent + "  ").slice(indent.length + 2) : indent + "-" + text(each)).join("");
    }
    return Object.entries(value).map(([key, each]) => indent + key + ":" + text(each)).join("");
  }

  function showTables() {
    const rejections = Object.entries(report.rejections);
    const share = value => report.examples.read > 0 ? percent(value / report.examples.read) : NONE;
    const hashes = report.finalStateSha256ByModel
        ? Object.entries(report.finalStateSha256ByModel)
        : report.finalStateSha256 ? [[report.model, report.finalStateSha256]] : [];
    const cards = [
      table("Rejected, by reason", [["reason"], ["records", "number"], ["of those read", "number"]],
          rejections.map(([reason, records]) => [reason, count(records), share(records)]), "No record was rejected."),
      table("Drift points", [["example", "number"], ["what changes"]],
          report.driftPoints.map(({example, label}) => [count(example), label]), "None is known for these data."),
      table("Snapshots", [["model"], ["version", "number"], ["step", "number"], ["sha256", "hash"]],
          report.snapshots.map(each => [each.model, count(each.version), count(each.step), each.sha256]), "None was committed.", true),
      table("Final training state", [["model"], ["sha256", "hash"]], hashes, "No hash was recorded.", true),
    ];
    if (Object.keys(report.configuration).length > 0) {
      cards.push(element("details", {class: "card full"}, element("summary", null, "Effective configuration"),
          element("pre", null, yaml(report.configuration, ""))));
    }
    byId("tables").append(...cards);
  }

  // ---- page ----------------------------------------------------------------------------------------------------------

  let shown = report.model;

  function showModel(key) {
    shown = key;
    const model = Object.hasOwn(report.models, key) ? report.models[key] : null;
    const verdict = model ? model.verdict : {outcome: "nothing-scored", sentence: "Nothing was scored, so there is nothing to compare."};
    const mark = {beats: "✓ ", level: "≈ ", loses: "✗ "}[verdict.outcome] || "";
    byId("verdict").className = "verdict " + verdict.outcome;
    byId("verdict").textContent = mark + verdict.sentence;
    showTiles(model);
    showCharts(model ? report.curves[key] : null, taskOf(model ? model.prequential : {}).charts);
  }

  const keys = Object.keys(report.models);
  if (keys.length > 1) {
    const choice = byId("model");
    choice.append(...keys.map(key => element("option", {value: key}, key)));
    choice.value = shown;
    choice.addEventListener("change", () => showModel(choice.value));
    byId("model-choice").hidden = false;
  }
  showFacts();
  showTables();
  showModel(shown);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showModel(shown));
})();
