/**
 * Writes a program that only compiles where a dashboard has nothing but what Grafana's own types
 * know, everywhere of the kind that they say. They leave the options of a panel open; those of the
 * two kinds of panels that are used are filled in. Enumerations are taken by their texts, because
 * JSON has no others.
 */
export function dashboardProgram(dashboardJson: string): string {
  return `${TYPES}
export const dashboard = ${dashboardJson.trim()} satisfies Known;
`;
}

const TYPES = `
import type { Dashboard, Panel, RowPanel, VariableModel } from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
  FieldConfig as SeriesFieldConfig,
  Options as SeriesOptions,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

type Plain<Value> = Value extends string
  ? \`\${Value}\`
  : Value extends number | boolean | null | undefined
    ? Value
    : Value extends ReadonlyArray<infer Item>
      ? Array<Plain<Item>>
      : { [Name in keyof Value]: Plain<Value[Name]> };

type FieldConfig = NonNullable<Panel['fieldConfig']>;

type Of<Type, Options, Custom> = Omit<Panel, 'fieldConfig' | 'options' | 'type'> & {
  readonly type: Type;
  readonly options: Partial<Options>;
  readonly fieldConfig: Omit<FieldConfig, 'defaults'> & {
    readonly defaults: Omit<FieldConfig['defaults'], 'custom'> & { readonly custom?: Custom };
  };
};

// Grafana chooses the first where nothing is, and asks for the text beside the query.
type Variable = Omit<VariableModel, 'current'> & {
  readonly current: VariableModel['current'] | Record<string, never>;
  readonly definition?: string;
};

type Known = Plain<
  Omit<Dashboard, 'panels' | 'templating'> & {
    readonly templating: { readonly list: Variable[] };
    readonly panels: Array<
      Of<'stat', StatOptions, never> | Of<'timeseries', SeriesOptions, SeriesFieldConfig> | RowPanel
    >;
  }
>;
`;
