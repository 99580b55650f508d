// Charts, only where a page has one: <figure data-uses="chart"><script type="application/json">{option}</script><div></div></figure>
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

/** A token's colour as rgb(): ECharts does not read oklch. */
function token(name) {
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Our tokens as ECharts' theme, read anew when the theme changes. */
function look() {
  const label = { color: token("--sw-ink2"), fontSize: 11 };
  const axis = {
    axisLine: { lineStyle: { color: token("--color-base-300") } },
    axisTick: { show: false },
    axisLabel: label,
    splitLine: { lineStyle: { color: token("--sw-line-soft") } },
  };
  return {
    color: ["--sw-c1", "--sw-c2", "--sw-c3", "--sw-c4", "--sw-c5", "--sw-c6"].map(token),
    backgroundColor: "transparent",
    textStyle: { fontFamily: "Inter Variable, sans-serif", color: token("--sw-ink2") },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    legend: { textStyle: label, itemWidth: 10, itemHeight: 10, icon: "roundRect", left: 0 },
    line: { symbolSize: 5, symbol: "circle" },
  };
}

const tip = () => ({
  backgroundColor: token("--sw-raised"),
  borderColor: token("--color-base-300"),
  textStyle: { color: token("--color-base-content"), fontSize: 12 },
});

export function start(figure) {
  const given = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const box = figure.querySelector("div");
  const option = {
    animation: false,
    aria: { enabled: true },
    ...given,
    tooltip: { trigger: "axis", ...given.tooltip, renderMode: "richText" },
  };
  let chart;
  const draw = () => {
    chart?.dispose();
    chart = echarts.init(box, look(), { renderer: "svg" });
    chart.setOption({ ...option, tooltip: { ...tip(), ...option.tooltip } });
  };
  draw();
  new ResizeObserver(() => chart.resize()).observe(box);
  document.addEventListener("slipway:theme", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
