// A dashboard as it stands in JSON, by Grafana's own types.
import type { Dashboard, FieldConfigSource, Panel, RowPanel } from "@grafana/schema";
import type * as Stat from "@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.d.ts";
import type * as Table from "@grafana/schema/dist/types/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen.d.ts";
import type * as TimeSeries from "@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.d.ts";

/** In JSON an enum is its value. */
type Json<T> = T extends string ? `${T}` : T extends number | boolean | null | undefined ? T
  : T extends (infer U)[] ? Json<U>[] : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

type Custom<C> = Omit<FieldConfigSource, "defaults"> & { defaults: Omit<FieldConfigSource["defaults"], "custom"> & { custom?: C } };
type Is<Type extends string, Options, Fields> = Omit<Panel, "type" | "options" | "fieldConfig" | "targets"> & {
  type: Type;
  options: Partial<Options>;
  fieldConfig: Custom<Partial<Fields>>;
  targets: Target[];
};
/** What Grafana's data source for Prometheus is asked. */
interface Target {
  refId: string;
  expr: string;
  datasource: { type: "prometheus"; uid: string };
  legendFormat?: string;
  instant?: boolean;
  range?: boolean;
  format?: "time_series" | "table" | "heatmap";
  interval?: string;
}
/** And for moments that are marked. */
interface Annotation {
  name: string;
  datasource: { type: "prometheus"; uid: string };
  enable: boolean;
  iconColor: string;
  expr: string;
  titleFormat?: string;
  textFormat?: string;
  step?: string;
}

export type Provisioned = Json<Omit<Dashboard, "panels" | "annotations"> & {
  panels: (
    | Is<"timeseries", TimeSeries.Options, TimeSeries.FieldConfig>
    | Is<"stat", Stat.Options, never>
    | Is<"table", Table.Options, Table.FieldConfig>
    | RowPanel
  )[];
  annotations: { list: Annotation[] };
}>;
