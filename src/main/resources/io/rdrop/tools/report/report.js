(() => {
  "use strict";
  const {byId, element, known, NONE, fixed, percent, count, significant, millis, tile, table, classCards, poolCards, taskOf, STEPS, board} = RDrop;
  const report = JSON.parse(byId("data").textContent);

  // ---- head ----------------------------------------------------------------------------------------------------------

  function showFacts() {
    const facts = Object.entries(report.facts);
    if (report.elapsedSeconds > 0) facts.push(["elapsed", fixed(1)(report.elapsedSeconds) + " s"]);
    byId("facts").append(...facts.map(([name, value]) =>
        element("div", null, element("dt", null, name), element("dd", null, value))));
    byId("warnings").append(...report.warnings.map(line => element("p", {class: "warning"}, "⚠ " + line)));
  }

  function showTiles(model) {
    const {read, trained, rejected} = report.examples;
    const scores = model ? model.prequential : report.prequential;
    const training = model ? model.training : report.training;
    const steps = model || report.throughput;
    const several = Object.keys(report.models).length > 1;
    const task = taskOf(report);
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

  // ---- charts and tables ---------------------------------------------------------------------------------------------

  const plots = board(byId("charts"), {driftPoints: report.driftPoints});

  function showCharts(curve, charts) {
    if (!curve || curve.examples.length === 0) {
      byId("charts").replaceChildren(element("div", {class: "card full"},
          element("p", {class: "empty"}, "No micro-batch was trained on, so there are no curves.")));
      document.querySelector(".hint").hidden = true;
      return;
    }
    plots.show(curve, [...charts, ...STEPS]);
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
          rejections.map(([reason, records]) => [reason, count(records), share(records)]), "None is recorded here."),
      table("Drift points", [["example", "number"], ["what changes"]],
          report.driftPoints.map(({example, label}) => [count(example), label]), "None is known for these data."),
      table("Snapshots", [["model"], ["version", "number"], ["step", "number"], ["sha256", "hash"]],
          report.snapshots.map(each => [each.model, count(each.version), count(each.step), each.sha256]), "None is recorded here.", true),
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
    byId("divergence").hidden = !model || !known(model.divergence);
    byId("divergence").textContent = byId("divergence").hidden ? "" : "⚠ " + model.divergence;
    const rare = verdict.rare || [];
    byId("rare").hidden = rare.length === 0;
    byId("rare").replaceChildren(...rare.map(line => element("li", null, line)));
    const pool = model ? model.pool : null;
    byId("worth").hidden = !pool || !known(pool.sentence);
    byId("worth").textContent = byId("worth").hidden ? "" : pool.sentence;
    byId("pool").replaceChildren(...poolCards(pool));
    byId("classes").replaceChildren(...classCards(model ? model.prequential : report.prequential));
    showTiles(model);
    showCharts(model ? report.curves[key] : null, taskOf(report).charts);
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
