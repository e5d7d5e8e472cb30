// What OpenTelemetry's own exporters send lands on the timeline of the incident that it names, or waits in the inbox.
import { type Context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { declared, post, unique } from "../support/record";
import { expect, type Page, test } from "../support/test";

const began = Date.UTC(2026, 2, 17, 14, 30);
const at = (seconds: number) => new Date(began + seconds * 1000);

/** An agent that answers in a forum, calls a tool, and is told by a person that it may. */
async function run(encoding: "protobuf" | "json", to: { url: string; token: string }, service: string, incident?: string) {
  const headers = { authorization: `Bearer ${to.token}` };
  const [Traces, Logs] = encoding === "json" ? [JsonTraces, JsonLogs] : [ProtobufTraces, ProtobufLogs];
  const resource = resourceFromAttributes({
    "service.name": service,
    ...(incident && { "throughline.incident": incident }),
  });
  // One of both is packed, as it is in production.
  const spans = new Traces({ url: `${to.url}/v1/traces`, headers, compression: "gzip" as never });
  const records = new Logs({ url: `${to.url}/v1/logs`, headers });
  const tracers = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(spans)] });
  const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: records })] });

  const tracer = tracers.getTracer("forum-helper", "1.4.0");
  const step = (name: string, from: number, until: number, attributes: Record<string, string>, within: Context) => {
    const span = tracer.startSpan(name, { startTime: at(from), attributes }, within);
    span.end(at(until));
    return span;
  };
  const whole = tracer.startSpan(
    "invoke_agent forum-helper",
    { startTime: at(0), attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "forum-helper" } },
    ROOT_CONTEXT,
  );
  const within = trace.setSpan(ROOT_CONTEXT, whole);
  step("chat model-a", 1, 3, {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "model-a",
    "gen_ai.output.messages": "Give everybody access.",
    "shop.ticket": "T-77",
  }, within);
  const call = `call_${crypto.randomUUID()}`;
  step("execute_tool set_access", 4, 6, {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "set_access",
    "gen_ai.tool.call.id": call,
    "gen_ai.tool.call.arguments": '{"group":"everybody"}',
  }, within);
  loggers.getLogger("forum-helper").emit({
    eventName: "throughline.control_check",
    timestamp: at(5),
    body: "The moderator let it pass.",
    attributes: {
      control: "approval_gate",
      state: "worked",
      requirement: "required",
      outcome: "granted",
      approver: "Moderator D",
      tool_call_id: call,
    },
    context: within,
  });
  whole.end(at(7));
  await Promise.all([tracers.shutdown(), loggers.shutdown()]);
  return whole.spanContext().traceId;
}

async function sender(page: Page, baseURL: string | undefined) {
  const { token } = await post(page, "/tokens", { name: unique("Exporter"), scopes: ["import"] });
  return { url: String(baseURL), token };
}

const items = async (page: Page, path: string) => (await (await page.request.get(`/api/v1${path}`)).json()).items;

for (const encoding of ["protobuf", "json"] as const) {
  test(`spans and decisions sent as ${encoding} are a run of the incident that they name`, async ({ page, baseURL }) => {
    const incident = await declared(page, unique("Told by an exporter"));
    const service = unique("forum");
    const id = await run(encoding, await sender(page, baseURL), service, incident);

    const events = await items(page, `/incidents/${incident}/events?steps=true&limit=200`);
    const said = events.find((event: any) => event.agent_output?.output === "Give everybody access.");
    expect(said, JSON.stringify(events)).toMatchObject({
      kind: "agent_output",
      occurred: { at: "2026-03-17T14:30:01Z" },
      agent_output: { model_requested: "model-a" },
    });
    const called = events.find((event: any) => event.agent_output?.tool_calls?.[0]?.name === "set_access");
    expect(called, JSON.stringify(events)).toMatchObject({
      kind: "agent_action",
      agent_output: { approval: { requirement: "required", outcome: "granted", approver: "Moderator D" } },
    });
    const top = await items(page, `/incidents/${incident}/events`);
    expect(top.length, "the run is one row").toBe(1);
    const steps = await items(page, `/incidents/${incident}/events/${top[0].seq}/steps`);
    expect(steps.length, "three spans and a decision").toBe(4);
    expect(steps.find((step: any) => step.seq === said.seq).attributes["shop.ticket"]).toBe("T-77");

    await page.goto(`/incidents/${incident}`);
    await expect(page.getByText(`Trace ${id} of ${service}`).filter({ visible: true }).first()).toBeVisible();
  });

  test(`what is sent as ${encoding} without an incident waits, and is sorted into one`, async ({ page, baseURL }) => {
    const service = unique("forum");
    const id = await run(encoding, await sender(page, baseURL), service);
    const waiting = (await items(page, "/inbox?limit=200")).filter((run: any) => run.sender === service);
    expect(waiting.map((run: any) => [run.external_id, run.steps])).toEqual([[`trace ${id}`, 4]]);

    const incident = await declared(page, unique("Sorted from the inbox"));
    await page.goto("/inbox");
    await expect(page.getByText(service).first()).toBeVisible();
    const sorted = await page.request.post(`/api/v1/inbox/${waiting[0].id}`, { data: { incident } });
    expect(sorted.status(), await sorted.text()).toBe(200);
    const events = await items(page, `/incidents/${incident}/events?steps=true&limit=200`);
    expect(events.some((event: any) => event.agent_output?.output === "Give everybody access.")).toBe(true);
  });
}
