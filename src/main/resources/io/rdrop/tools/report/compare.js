(() => {
  "use strict";
  const {byId, element, NONE, fixed, count, millis, table, taskOf, STEPS, spread, board} = RDrop;
  const comparison = JSON.parse(byId("data").textContent);
  const runs = comparison.runs;
  const TONES = 8;
  const tone = i => "run-" + i % TONES;

  byId("verdict").hidden = true;
  byId("tiles").hidden = true;

  // ---- curves --------------------------------------------------------------------------------------------------------

  const examples = [...new Set(runs.flatMap(run => run.curve.examples || []))].sort((a, b) => a - b);
  const curve = {examples};
  const task = taskOf(comparison);

  /** Of each chart of a report the lines that are of the model itself, once for each run. */
  function overlaid(chart) {
    return chart.lines
        .filter(([, , style]) => !["no-change", "constant"].includes(style) && (style !== "majority" || chart.lines.length === 2))
        .map(([name, what], i) => ({
          title: chart.lines.length > 1 && what !== "model" ? `${chart.title.replace(/ \(left\)| \(right\)/g, "")}: ${what}` : chart.title,
          format: chart.format, share: chart.share, floor: chart.floor, ceiling: chart.ceiling, log: chart.log,
          lines: runs.map((run, r) => {
            const key = `${r} ${name}`;
            curve[key] = spread(examples, run.curve.examples || [], run.curve[name] || []);
            return [key, run.name, tone(r)];
          }),
        }));
  }

  if (examples.length > 0) {
    board(byId("charts"), {driftPoints: []}).show(curve, [...task.charts, ...STEPS].flatMap(overlaid));
  } else {
    byId("curves").hidden = true;
  }

  // ---- tables --------------------------------------------------------------------------------------------------------

  const headline = task.headline;
  const columns = [["run"], [headline.short, "number"], ...headline.referees.map(([, name]) => [name, "number"]),
    ["verdict"], ["trained on", "number"], ["rejected", "number"], ["examples/s", "number"], ["step, ms", "number"], ["seconds", "number"]];
  byId("tables").append(
      table("Scores", columns, runs.map((run, i) => [
        element("span", null, element("i", {class: "line " + tone(i)}), run.name),
        headline.format(run.prequential[headline.key]),
        ...headline.referees.map(([key]) => headline.format(run.prequential[key])),
        (run.verdict || {}).outcome || NONE,
        count(run.examples.trained), count(run.examples.rejected), count(run.throughput.examplesPerSecond),
        millis(run.throughput.stepMillisP50), fixed(1)(run.elapsedSeconds)]), "", true),
      table("Settings and facts that differ", [["setting"], ...runs.map(run => [run.name])],
          comparison.differences.map(({key, values}) => [key, ...values]), "None: the runs were set up alike.", true),
      table("Final training state", [["run"], ["sha256", "hash"]],
          runs.map(run => [run.name, run.finalStateSha256 || NONE]), "", true));
})();
