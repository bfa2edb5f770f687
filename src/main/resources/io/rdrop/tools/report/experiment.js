(() => {
  "use strict";
  const {byId, element, known, NONE, fixed, count, significant, table, spread, board} = RDrop;
  const experiment = JSON.parse(byId("data").textContent);
  const streams = experiment.streams;
  const TONES = 8;
  const tone = i => "run-" + i % TONES;
  const OUTCOMES = {helps: "beats", hurts: "loses", open: "level", same: "level"};

  byId("tiles").hidden = true;
  byId("facts").append(...Object.entries(experiment.facts).map(([name, value]) =>
      element("div", null, element("dt", null, name), element("dd", null, value))));
  byId("verdict").append(experiment.legend);

  // ---- tables --------------------------------------------------------------------------------------------------------

  const signed = value => (value > 0 ? "+" : "") + fixed(4)(value);
  const interval = (of, format) => of && known(of.mean)
      ? `${format(of.mean)} ± ${known(of.halfWidth) ? fixed(4)(of.halfWidth) : NONE}` : NONE;

  /** Where an interval lies, with a mark at 0: to the left of it the score is lower. */
  function whisker(of, most, outcome) {
    const node = element("div", {class: "whisker " + outcome});
    if (!of || !known(of.mean) || !known(of.halfWidth) || !(most > 0)) return node;
    const at = value => 50 + 50 * Math.max(-1, Math.min(1, value / most));
    const bar = element("div", {class: "bar"});
    bar.style.left = at(of.mean - of.halfWidth) + "%";
    bar.style.width = at(of.mean + of.halfWidth) - at(of.mean - of.halfWidth) + "%";
    const dot = element("div", {class: "dot"});
    dot.style.left = at(of.mean) + "%";
    node.append(bar, dot);
    return node;
  }

  function differences(stream) {
    const first = stream.scores[0];
    const ends = stream.differences.map(({scores}) => scores[first.key])
        .filter(of => of && known(of.halfWidth)).map(of => Math.abs(of.mean) + of.halfWidth);
    const most = Math.max(0, ...ends);
    return table("Differences, seed by seed",
        [["variant"], ["against"], ...stream.scores.map(({name}) => [name, "number"]), ["interval of " + first.name], ["verdict"]],
        stream.differences.map(each => [each.variant, each.against,
          ...stream.scores.map(({key}) => interval(each.scores[key], signed)),
          whisker(each.scores[first.key], most, OUTCOMES[each.outcome]),
          element("span", {class: "outcome " + OUTCOMES[each.outcome]}, each.outcome)]),
        "None.", true);
  }

  function scores(stream) {
    return table("Scores",
        [["variant"], ["passes an example", "number"], ...stream.scores.map(({name}) => [name, "number"])],
        stream.variants.map((variant, i) => [
          element("span", null, element("i", {class: "line " + tone(i)}), variant.name),
          known(variant.passesPerExample) ? significant(variant.passesPerExample) : NONE,
          ...stream.scores.map(({key}) => interval(variant.scores[key], fixed(4)))]),
        "", true);
  }

  function times(stream) {
    const first = stream.variants[0];
    return table("Processor time (of this machine: no two runs have the same)",
        [["variant"], ["us an example", "number"], ["us an update", "number"], ["an update, times that of " + first.name, "number"]],
        stream.variants.map(variant => [variant.name, fixed(1)(variant.microsPerExample), fixed(1)(variant.microsPerUpdate),
          known(variant.microsPerUpdate) && first.microsPerUpdate > 0 ? fixed(2)(variant.microsPerUpdate / first.microsPerUpdate) : NONE]),
        "", true);
  }

  // ---- curves --------------------------------------------------------------------------------------------------------

  const plots = board(byId("charts"), {driftPoints: []});

  /** Batches of another size end elsewhere, so that curves need not have the same places. */
  function curves(stream) {
    const places = [...stream.variants, ...stream.differences].flatMap(each => each.curve.examples);
    const examples = [...new Set(places)].sort((a, b) => a - b);
    const at = (of, column) => spread(examples, of.curve.examples, of.curve[column]);
    const curve = {examples};
    const charts = [];
    for (const {key, name} of stream.scores) {
      const window = "window" + key[0].toUpperCase() + key.slice(1);
      for (const [column, title] of [[key, `${name} so far, mean of seeds`], [window, `${name} over the window of latest examples`]]) {
        charts.push({title, format: fixed(4), lines: stream.variants.map((variant, i) => {
          curve[`${i} ${column}`] = at(variant, column);
          return [`${i} ${column}`, variant.name, tone(i)];
        })});
      }
    }
    stream.differences.forEach((each, i) => {
      const columns = ["mean", "high", "low"].map(part => {
        curve[`d${i} ${part}`] = at(each, part);
        return `d${i} ${part}`;
      });
      charts.push({
        title: `${each.variant} − ${each.against}: ${stream.scores[0].name} so far`, format: signed, floor: -Infinity, band: [2, 3],
        lines: [[columns[0], "mean of seeds", "model"], [columns[1], "95 %", "majority"], [columns[2], "95 %", "majority"]],
      });
    });
    plots.show(curve, charts);
  }

  function show(stream) {
    byId("tables").replaceChildren(
        element("div", {class: "card full"}, element("h2", null, `${stream.name}: ${count(stream.examples)} examples`
            + (stream.rejected > 0 ? `, ${count(stream.rejected)} rejected` : "")),
            element("ul", null, ...stream.verdicts.map(line => element("li", null, line)))),
        differences(stream), scores(stream), times(stream));
    curves(stream);
  }

  const choice = byId("model");
  byId("model-choice").firstChild.textContent = "Stream ";
  choice.append(...streams.map(({name}, i) => element("option", {value: String(i)}, name)));
  byId("model-choice").hidden = streams.length < 2;
  choice.addEventListener("change", () => show(streams[Number(choice.value)]));
  byId("curves").before(byId("tables"));
  show(streams[0]);
})();
