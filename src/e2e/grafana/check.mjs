// Holds dashboards to the types that Grafana publishes: node check.mjs DASHBOARD.json ...
// The packages of package.json are looked for in the folder of this file, or in that of the variable MODULES.
// Ends with 1 if a dashboard does not hold, each place on a line of its own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = process.env.MODULES ?? dirname(fileURLToPath(import.meta.url));
const ts = createRequire(join(home, 'package.json'))('typescript');

// Panels that have types of their own, and where those are.
const PANELS = {
  stat: 'dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen',
  table: 'dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen',
  timeseries: 'dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen',
};

const HEAD = `
import type {
  AnnotationQuery, Dashboard, FieldConfig, Panel, RowPanel, VariableModel,
} from '@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen';
${Object.entries(PANELS)
  .map(([type, path]) => `import type * as ${type} from '@grafana/schema/${path}';`)
  .join('\n')}

// Names of enumerations are texts in a file; what a file leaves out has a default.
type Json<T> = unknown extends T ? T
  : T extends string ? \`\${T}\`
  : T extends number | boolean | null | undefined ? T
  : T extends (infer U)[] ? Json<U>[]
  : { [K in keyof T]?: Json<T[K]> };
type Of<Kind extends string, Options, Custom> = Omit<Panel, 'type' | 'options' | 'fieldConfig'> & {
  type: Kind;
  options: Options;
  fieldConfig: {
    defaults: Omit<FieldConfig, 'custom'> & { custom?: Custom };
    overrides: NonNullable<Panel['fieldConfig']>['overrides'];
  };
};
// What the Prometheus data source adds to annotations and variables.
type Annotation = AnnotationQuery & {
  expr?: string; step?: string; titleFormat?: string; textFormat?: string; tagKeys?: string;
};
type Known = Omit<Dashboard, 'panels' | 'annotations' | 'templating'> & {
  annotations: { list: Annotation[] };
  templating: { list: (VariableModel & { definition?: string })[] };
};
`;

const TYPES = {
  row: 'Omit<RowPanel, "panels"> & { panels: never[] }',
  stat: "Of<'stat', stat.Options, never>",
  table: "Of<'table', table.Options, table.FieldConfig>",
  timeseries: "Of<'timeseries', timeseries.Options, timeseries.FieldConfig>",
};

/** A program that compiles if the dashboard holds, a declaration to each part, and whose lines are of which part. */
function program(file) {
  const { panels, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  const parts = [['the dashboard', 'Known', rest]];
  for (const panel of panels) {
    const name = `panel ${panel.id} (${panel.title})`;
    if (!(panel.type in TYPES)) {
      throw new Error(`${basename(file)}, ${name}: no types are known of panels of type ${panel.type}`);
    }
    parts.push([name, TYPES[panel.type], panel]);
  }
  const lines = HEAD.split('\n');
  const names = [];
  parts.forEach(([name, type, value], i) => {
    const text = `export const part${i}: Json<${type}> = ${JSON.stringify(value, null, 1)};`.split('\n');
    text.forEach(() => names.push(name));
    lines.push(...text);
  });
  return { text: lines.join('\n'), partOf: line => names[line - HEAD.split('\n').length] };
}

const options = {
  strict: true, noEmit: true, skipLibCheck: true, types: [],
  module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022,
};
const dashboards = process.argv.slice(2);
if (dashboards.length === 0) {
  console.error('usage: node check.mjs DASHBOARD.json ...');
  process.exit(2);
}
const programs = new Map(dashboards.map(file => [join(home, basename(file, '.json') + '.ts'), [file, program(file)]]));
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.getSourceFile = (name, version) =>
  programs.has(name) ? ts.createSourceFile(name, programs.get(name)[1].text, version) : getSourceFile(name, version);
host.fileExists = name => programs.has(name) || fileExists(name);
host.readFile = name => (programs.has(name) ? programs.get(name)[1].text : readFile(name));

const found = ts.getPreEmitDiagnostics(ts.createProgram([...programs.keys()], options, host));
for (const each of found) {
  const text = ts.flattenDiagnosticMessageText(each.messageText, '\n  ');
  const [file, made] = programs.get(each.file?.fileName) ?? [];
  if (file === undefined) {
    console.error(text);
    continue;
  }
  const { line } = each.file.getLineAndCharacterOfPosition(each.start);
  console.error(`${basename(file)}, ${made.partOf(line) ?? 'types'}: ${each.file.text.split('\n')[line].trim()}\n  ${text}`);
}
console.log(`${dashboards.length} dashboards, ${found.length} places that Grafana's types do not allow`);
process.exit(found.length === 0 ? 0 : 1);
