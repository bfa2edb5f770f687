/* What the pages of a run have in common: numbers as text, tiles, tables and charts. */
const RDrop = (() => {
  "use strict";
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
  /** Numbers that would run out of their boxes are short: a model that has gone astray shows them. */
  const local = (value, options) => Math.abs(value) < 1e12 ? value.toLocaleString("en", options) : value.toExponential(2);
  const fixed = digits => value => known(value)
      ? local(value, {minimumFractionDigits: digits, maximumFractionDigits: digits}) : NONE;
  const percent = value => known(value) ? fixed(2)(100 * value) + " %" : NONE;
  const count = fixed(0);
  const significant = value => known(value) ? local(value, {maximumSignificantDigits: 4}) : NONE;
  const millis = value => known(value) ? significant(value >= 100 ? Math.round(value) : Number(value.toPrecision(3))) : NONE;
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // ---- tiles ---------------------------------------------------------------------------------------------------------

  function tile(name, value, unit, note) {
    return element("div", {class: "tile"},
        element("div", {class: "name"}, name),
        element("div", {class: "value"}, value, unit ? element("small", null, " " + unit) : null),
        note ? element("div", {class: "note"}, note) : null);
  }

  /** Values as bars, each with its name and its text; `full` is what fills a bar. */
  function bars(rows, format, full) {
    return element("div", {class: "bars"}, ...rows.flatMap(([name, value, tone]) => {
      const fill = element("div", {class: "fill"});
      fill.style.width = 100 * (full > 0 ? (value || 0) / full : 0) + "%";
      fill.style.background = `var(--${tone})`;
      return [element("span", null, name), element("div", {class: "track"}, fill), element("span", null, format(value))];
    }));
  }

  /** A score beside its referees. */
  function refereedTile(title, format, rows, full) {
    const node = tile(title, format(rows[0][1]), "", "");
    node.classList.add("wide");
    node.append(bars(rows, format, full));
    return node;
  }

  /** What belongs to the kind of task: tiles of its scores, of its training terms, and its charts. */
  const CLASSIFICATION = {
    headline: {key: "accuracy", name: "Accuracy", short: "Accuracy", higherIsBetter: true, format: percent, referees: [
      ["noChangeAccuracy", "no-change", "no-change"], ["majorityAccuracy", "majority", "majority"],
      ["constantAccuracy", "best constant", "constant"]]},
    scores: (scores, window) => [
      refereedTile("Prequential accuracy", percent, [
        ["model", scores.accuracy, "model"],
        ["no-change", scores.noChangeAccuracy, "no-change"],
        ["majority", scores.majorityAccuracy, "majority"],
        ["best constant", scores.constantAccuracy, "constant"]], 1),
      tile("Balanced accuracy", percent(scores.balancedAccuracy), "", "mean recall of the classes · AUC " + fixed(3)(scores.auc)),
      tile("Cohen's kappa", fixed(3)(scores.kappa), "", "0 is chance, 1 is perfect"),
      tile("Log-loss", fixed(3)(scores.logLoss), "nats", "window " + fixed(3)(window.logLoss)),
      tile("Calibration error", percent(scores.calibrationError), "", "window " + percent(window.calibrationError)),
    ],
    training: training => [
      tile("Cross-entropy", significant(training.crossEntropy), "nats", "mean, last 100 steps"),
      tile("KL divergence", significant(training.klDivergence), "nats",
          `last 100 steps · α = ${significant(training.alpha)}`),
    ],
    charts: [
      {id: "so-far", title: "Accuracy so far", format: percent, share: true, lines: [
        ["accuracy", "model", "model"], ["noChangeAccuracy", "no-change", "no-change"],
        ["majorityAccuracy", "majority", "majority"]]},
      {id: "window", title: "Accuracy over the window of latest examples", format: percent, share: true, lines: [
        ["windowAccuracy", "model", "model"], ["windowNoChangeAccuracy", "no-change", "no-change"],
        ["windowMajorityAccuracy", "majority", "majority"]]},
      {id: "log-loss", title: "Log-loss, nats", format: fixed(3), lines: [
        ["windowLogLoss", "window", "majority"], ["logLoss", "so far", "model"]]},
      {id: "terms", title: "Cross-entropy (left) and KL divergence (right), nats", format: fixed(4), fromZero: true, lines: [
        ["crossEntropy", "cross-entropy", "model"], ["klDivergence", "KL divergence", "kl", "kl"]]},
    ],
  };

  const REGRESSION = {
    headline: {key: "mae", name: "Mean absolute error", short: "MAE", higherIsBetter: false, format: significant, referees: [
      ["lastValueMae", "last value", "no-change"], ["runningMeanMae", "running mean", "majority"]]},
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
      tile("Squared error", significant(training.squaredError), "", "variances of the target, last 100 steps"),
      tile("Pass distance", significant(training.passDistance), "",
          `squared, in such variances · α = ${significant(training.alpha)}`),
    ],
    charts: [
      {id: "so-far", title: "Mean absolute error so far, in units of the target", format: significant, lines: [
        ["mae", "model", "model"], ["lastValueMae", "last value", "no-change"], ["runningMeanMae", "running mean", "majority"]]},
      {id: "window", title: "Mean absolute error over the window of latest examples", format: significant, lines: [
        ["windowMae", "model", "model"], ["windowLastValueMae", "last value", "no-change"],
        ["windowRunningMeanMae", "running mean", "majority"]]},
      {title: "Root mean squared error over the window", format: significant, lines: [
        ["windowRmse", "model", "model"], ["windowLastValueRmse", "last value", "no-change"],
        ["windowRunningMeanRmse", "running mean", "majority"]]},
      {id: "r2", title: "R², the share of variance explained", format: fixed(3), floor: -1, ceiling: 1, lines: [
        ["windowR2", "window", "majority"], ["r2", "so far", "model"]]},
      {id: "terms", title: "Squared error (left) and pass distance (right), in variances of the target", format: fixed(4), full: true,
        fromZero: true, lines: [
          ["squaredError", "squared error", "model"], ["passDistance", "pass distance", "kl", "kl"]]},
    ],
  };

  const GRADIENT_NORM = {title: "Gradient norm, before it is shortened", format: significant, log: true, lines: [["gradientNorm", "mean", "model"]]};
  const LEARNING_RATE = {title: "Learning rate", format: significant, lines: [["learningRate", "rate", "model"]]};
  const STEP_TIME = {title: "Step time, ms", format: fixed(2), full: true, log: true, lines: [["stepMillis", "mean", "model"]]};

  /** Of every task. */
  const STEPS = [GRADIENT_NORM, LEARNING_RATE, STEP_TIME];

  const taskOf = report => ({classes: CLASSIFICATION, numbers: REGRESSION})[report.terms];

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

  /** What an accuracy does not say: each class by itself, and what it was taken for. None of a task without classes. */
  function classCards({classes}) {
    if (!classes || classes.examples === 0) return [];
    const {rows, rare, confusion} = classes;
    const share = each => percent(each.examples / classes.examples);
    const of = rows.length < classes.classes ? `, the ${rows.length} rarest of ${count(classes.classes)}` : "";
    const cards = [table("Classes" + of,
        [["class"], ["examples", "number"], ["share", "number"], ["recall", "number"], ["precision", "number"], ["AUC", "number"]],
        rows.map(each => [each.name + (rare.includes(each.name) ? " (rare)" : ""), count(each.examples), share(each), percent(each.recall),
          percent(each.precision), fixed(3)(each.auc)]), "", confusion.length === 0)];
    if (confusion.length > 0) {
      cards.push(table("What each class was taken for: labels by row, predictions by column",
          [["label"], ...rows.map(({name}) => [name, "number"])],
          confusion.map((line, i) => [rows[i].name, ...line.map((value, j) => {
            const cell = element("span", {class: i === j ? "taken right" : "taken"}, count(value));
            cell.style.setProperty("--part", rows[i].examples > 0 ? Math.round(100 * value / rows[i].examples) + "%" : "0%");
            return cell;
          })]), "", rows.length > 8));
    }
    return cards;
  }

  /** The members of a pool, the heaviest first; none of one network. */
  function poolCards(pool) {
    if (!pool) return [];
    const rows = [...pool.members].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).map(member => [
      member.name + (member.rDrop ? " (R-Drop)" : ""), fixed(3)(member.weight), fixed(4)(member.recentLoss), count(member.restarts)]);
    return [table("Members of the pool", [["member"], ["weight", "number"], ["log-loss, last 2,000", "number"], ["restarts", "number"]],
        rows, "", false)];
  }

  // ---- charts --------------------------------------------------------------------------------------------------------

  /** The data's range with a little air; an axis of shares never leaves 0..1, none goes below its floor. */
  function range(chart) {
    return (plot, low, high) => {
      if (!known(low) || !known(high)) return [0, 1];
      const floor = chart.floor || 0;
      const least = high > floor ? Math.max(floor, low) : low;
      const air = 0.06 * (high - least) || 0.05 * Math.abs(high) || 0.5;
      const bottom = chart.fromZero ? 0 : high > floor ? Math.max(floor, least - air) : least - air;
      return [bottom, Math.min(chart.share ? 1 : chart.ceiling || Infinity, high + air)];
    };
  }

  /** Twice the height that it needs, so that the second term runs below the first and does not hide it. */
  const lowerHalf = (plot, low, high) => [0, high > 0 ? 2 * high : 1];

  const LABEL_ROWS = 2;
  const LABEL_ROW_PX = 15;

  /** Dashed lines where the data change; labels stand above the plot, in the first row with room, or not at all. */
  function drawDriftPoints(plot, points) {
    const {ctx, bbox} = plot;
    const ratio = uPlot.pxRatio;
    const free = Array(LABEL_ROWS).fill(-Infinity);
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("drift");
    ctx.lineWidth = ratio;
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    for (const {example, label} of points) {
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

  /** Small triangles on the axis, where a snapshot was committed. */
  function drawSnapshots(plot, examples) {
    const {ctx, bbox} = plot;
    const half = 4 * uPlot.pxRatio;
    const bottom = bbox.top + bbox.height;
    ctx.save();
    ctx.fillStyle = colour("muted");
    for (const example of examples) {
      if (example < plot.scales.x.min || example > plot.scales.x.max) continue;
      const x = plot.valToPos(example, "x", true);
      ctx.beginPath();
      ctx.moveTo(x - half, bottom);
      ctx.lineTo(x + half, bottom);
      ctx.lineTo(x, bottom - 1.6 * half);
      ctx.fill();
    }
    ctx.restore();
  }

  const DIAMOND_PX = 5;
  /** So near a mark the cursor is on it. */
  const NEAR_PX = 7;

  /** Diamonds at the top of the plot, where a command took effect. */
  function drawCommands(plot, points) {
    const {ctx, bbox} = plot;
    const half = DIAMOND_PX * uPlot.pxRatio;
    const middle = bbox.top + half;
    ctx.save();
    ctx.fillStyle = colour("even");
    for (const {example} of points) {
      if (example < plot.scales.x.min || example > plot.scales.x.max) continue;
      const x = plot.valToPos(example, "x", true);
      ctx.beginPath();
      ctx.moveTo(x, middle - half);
      ctx.lineTo(x + half, middle);
      ctx.lineTo(x, middle + half);
      ctx.lineTo(x - half, middle);
      ctx.fill();
    }
    ctx.restore();
  }

  /** What a mark under the cursor says: commands and drifts near its place; none of a chart over something else. */
  function marked(plot, chart, marks) {
    const {left, top} = plot.cursor;
    if ((chart.x || EXAMPLES) !== EXAMPLES || !known(left) || left < 0 || top < 0) return ""; // of charts beside it the cursor has no height
    return [...marks.commands || [], ...marks.driftPoints].filter(({example}) => Math.abs(plot.valToPos(example, "x") - left) <= NEAR_PX)
        .map(({example, label}) => `${label} (${count(example)})`).join("; ");
  }

  /** A column of one curve at the places of all: between its own points a straight line, nothing before and after them. */
  function spread(xs, own, values) {
    let i = 0;
    return xs.map(x => {
      while (i < own.length - 1 && own[i + 1] <= x) i++;
      if (own.length === 0 || x < own[0] || x > own[own.length - 1]) return null;
      if (own[i] === x || !known(values[i]) || !known(values[i + 1])) return values[i];
      return values[i] + (values[i + 1] - values[i]) * (x - own[i]) / (own[i + 1] - own[i]);
    });
  }

  function axis(scale, format, extra) {
    return Object.assign({
      scale, stroke: colour("muted"), font: "12px system-ui, sans-serif", size: 62,
      grid: {stroke: colour("grid"), width: 1}, ticks: {show: false}, values: (plot, ticks) => ticks.map(format),
    }, extra);
  }

  const shortCount = value => value.toLocaleString("en", {notation: "compact", maximumFractionDigits: 2});
  const shortValue = share => value => known(value)
      ? share ? Number((100 * value).toPrecision(6)) + " %" : Math.abs(value) < 1e9 ? value.toLocaleString("en", {maximumSignificantDigits: 6}) : value.toExponential(1) : "";

  /** What a logarithmic axis can show. */
  const positive = value => value > 0 ? value : null;

  const EXAMPLES = {column: "examples", name: "examples", format: shortCount, value: count};
  /** Lines differ in more than their colours. */
  const DASHES = {"no-change": [7, 4], majority: [2, 3]};
  /** Each value as the mean of itself and those before it, over a fortieth of the curve. */
  function trailingMeans(values) {
    const width = Math.max(1, Math.round(values.length / 40));
    let sum = 0;
    let counted = 0;
    return values.map((value, i) => {
      const leaving = i >= width ? values[i - width] : null;
      if (known(value)) { sum += value; counted++; }
      if (known(leaving)) { sum -= leaving; counted--; }
      return counted > 0 ? sum / counted : null;
    });
  }

  function column(chart, values) {
    const shown = chart.smooth ? trailingMeans(values) : values;
    return chart.log ? shown.map(positive) : shown;
  }

  const columnsOf = (chart, curve) => [curve[(chart.x || EXAMPLES).column], ...chart.lines.map(([name]) => column(chart, curve[name]))];

  /**
   * Charts in a holder, each with a legend that has the latest values, or those under the cursor. The arrow keys move the cursor
   * of the chart that has the focus.
   */
  function board(holder, marks) {
    let shown = [];
    // A chart follows the width of its card; in the next frame, since a new size within the observation would be observed again.
    const widths = new ResizeObserver(entries => requestAnimationFrame(() => {
      for (const {target} of entries) {
        const each = shown.find(({box}) => box === target);
        if (each && target.clientWidth > 0 && each.plot.width !== target.clientWidth) {
          each.plot.setSize({width: target.clientWidth, height: each.plot.height});
        }
      }
    }));

    function legend(each) {
      const {plot, chart, at, values, box, tip} = each;
      const data = plot.data;
      const under = plot.cursor.idx;
      const index = known(under) ? under : data[0].length - 1;
      const x = chart.x || EXAMPLES;
      at.textContent = known(under) ? `at ${x.value(data[0][index])} ${x.name}` : "latest";
      const mark = marked(plot, chart, marks);
      tip.textContent = mark;
      tip.hidden = !mark;
      if (mark) {
        tip.style.left = Math.max(0, Math.min(plot.cursor.left, plot.over.clientWidth - tip.offsetWidth)) + "px";
      }
      const texts = chart.lines.map(([, name], i) => {
        // Of runs beside each other the shorter one ends before the last point: its latest value is its own.
        const text = chart.format(known(under) ? data[i + 1][index] : data[i + 1].filter(known).at(-1));
        if (values[i].textContent !== text) values[i].textContent = text;
        return `${name} ${text}`;
      });
      if (!known(under)) box.setAttribute("aria-label", `${chart.title}. Latest: ${texts.join(", ")}. Arrow keys show earlier values.`);
    }

    function moveCursor(each, event) {
      const {plot} = each;
      const xs = plot.data[0];
      const step = (event.shiftKey ? 10 : 1) * ({ArrowLeft: -1, ArrowRight: 1}[event.key] || 0);
      if (event.key === "Escape") {
        plot.setCursor({left: -10, top: -10});
      } else if (step) {
        const from = known(plot.cursor.idx) ? plot.cursor.idx : xs.length - 1;
        const to = Math.max(0, Math.min(xs.length - 1, from + step));
        plot.setCursor({left: plot.valToPos(xs[to], "x"), top: plot.over.clientHeight / 2});
        event.preventDefault();
      }
    }

    function draw(chart, curve, box) {
      const x = chart.x || EXAMPLES;
      const axes = [axis("x", x.format, {size: 28, gap: 3}), axis("y", shortValue(chart.share))];
      const scales = {x: {time: false}, y: chart.log ? {distr: 3} : {range: range(chart)}};
      if (chart.lines.some(line => line[3])) {
        axes.push(axis("kl", shortValue(false), {side: 1, stroke: colour("kl"), grid: {show: false}}));
        axes[1].stroke = colour("model");
        scales.kl = {range: lowerHalf};
      }
      const series = chart.lines.map(([, name, tone, scale]) => ({
        label: name, scale: scale || "y", stroke: colour(tone), width: tone === "model" ? 2 : 1.5, dash: DASHES[tone],
        points: {show: curve[x.column].length < 40, size: 5},
      }));
      const end = curve[x.column][curve[x.column].length - 1];
      const hasDrift = x === EXAMPLES && marks.driftPoints.some(({example}) => example <= end);
      const each = {chart, box};
      const options = {
        width: Math.max(200, box.clientWidth), height: chart.height || (chart.full ? 220 : 280),
        padding: [hasDrift ? 8 + LABEL_ROWS * LABEL_ROW_PX : 12, scales.kl ? 0 : 16, 0, 0],
        cursor: {sync: {key: x.column}, points: {size: 7}}, legend: {show: false}, scales, axes,
        series: [{label: x.name}, ...series],
        bands: chart.band ? [{series: chart.band, fill: colour("band")}] : [],
        hooks: {
          draw: x === EXAMPLES ? [plot => drawDriftPoints(plot, marks.driftPoints), plot => drawSnapshots(plot, marks.snapshots || []),
            plot => drawCommands(plot, marks.commands || [])] : [],
          setCursor: [() => { if (each.plot) legend(each); }],
        },
      };
      each.plot = new uPlot(options, columnsOf(chart, curve), box);
      return each;
    }

    function card(chart, curve) {
      const box = element("div", {class: "plot", tabindex: "0", role: "group"});
      const at = element("span", {class: "at"});
      const values = chart.lines.map(() => element("b"));
      const buttons = chart.lines.map(([, name, tone], i) => {
        const button = element("button", {type: "button", "aria-pressed": "true", title: `Show or hide ${name}`},
            element("i", {class: "line " + tone}), name + " ", values[i]);
        button.addEventListener("click", () => {
          const on = button.getAttribute("aria-pressed") !== "true";
          button.setAttribute("aria-pressed", String(on));
          each.plot.setSeries(i + 1, {show: on});
        });
        return button;
      });
      holder.append(element("figure", {class: "card chart" + (chart.full ? " full" : "")},
          element("figcaption", null, chart.title), element("div", {class: "legend"}, ...buttons, at), box));
      const tip = element("div", {class: "tip", role: "status", hidden: "hidden"});
      const each = Object.assign(draw(chart, curve, box), {at, values, tip});
      each.plot.over.append(tip);
      box.addEventListener("keydown", event => moveCursor(each, event));
      legend(each);
      widths.observe(box);
      return each;
    }

    return {
      /** Draws the charts anew. */
      show(curve, charts) {
        widths.disconnect();
        shown.forEach(({plot}) => plot.destroy());
        holder.replaceChildren();
        shown = charts.map(chart => card(chart, curve));
      },
      /** The same charts with newer data; whoever has zoomed in stays there. */
      update(curve) {
        for (const each of shown) {
          const {plot} = each;
          const old = plot.data[0];
          const whole = old.length === 0 || plot.scales.x.min <= old[0] && plot.scales.x.max >= old[old.length - 1];
          const {min, max} = plot.scales.x;
          plot.setData(columnsOf(each.chart, curve), whole);
          if (!whole) plot.setScale("x", {min, max});
          legend(each);
        }
      },
    };
  }

  return {byId, element, known, NONE, fixed, percent, count, significant, millis, shortCount, tile, bars, table, classCards, poolCards, taskOf, STEPS, spread, board};
})();
