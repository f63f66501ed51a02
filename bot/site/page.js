"use strict";
/* Shows what the server says stands in the chats, and tells it what is pressed. Nothing is
   decided here, and no text ever becomes markup: elements are made one by one, from a list. */

const words = document.getElementById("words").dataset;
const SVG = "http://www.w3.org/2000/svg";
const TAGS = { b: "b", i: "i", u: "u", s: "s", code: "code", pre: "pre", quote: "blockquote", folded: "blockquote" };
const NEAR = 80; // pixels from the end that still count as being there
const TOAST_MS = 6000, AGAIN_MS = 2000, MOVED_MS = 150;
const LARGE = 760; // pixels, from which on a drawing is not made small enough to fit
const WHOLE = /(\b\d\d-[A-Z][a-z]{2}-\d{4}|\b[A-Z0-9]{3}-[A-Z0-9]{3}\b|\b\d[\d.,]* (?:mg|kg|lb|g|days|weeks)\b)/;
const narrow = matchMedia("(max-width: 1020px)");
const chats = new Map();
const tables = new Map();
let pinned = "", shown = "", states = {}, events = null, unread = { me: 0, team: 0 }, here = "me";

for (const phone of document.querySelectorAll(".phone")) {
  chats.set(Number(phone.dataset.chat), {
    id: phone.id, phone, log: phone.querySelector(".log"), toast: phone.querySelector(".toast"),
    bubbles: new Map(), timer: 0, follows: true, moved: 0, pressed: 0,
  });
}

/* ------------------------------------------------------------------ what is asked */

async function ask(path, what, button) {
  button?.classList.add("waits");
  try {
    const answer = await fetch(path, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(what ?? {}),
    });
    trouble(answer.status === 429 ? words.busy : answer.status === 503 ? words.full : "");
    if (answer.status === 401) await enter();
    return answer.ok;
  } catch {
    trouble(words.lost);
    return false;
  } finally {
    button?.classList.remove("waits");
  }
}

const act = (what, button) => ask("/act", what, button);

async function enter(path = "/enter") {
  events?.close();
  if (await ask(path)) return listen();
  setTimeout(enter, AGAIN_MS);
}

function listen() {
  events = new EventSource("/events");
  events.onmessage = (event) => { trouble(""); show(JSON.parse(event.data)); };
  events.onerror = () => {
    trouble(words.lost);
    if (events.readyState === EventSource.CLOSED) setTimeout(enter, AGAIN_MS);
  };
}

function trouble(text) {
  const place = document.getElementById("trouble");
  place.hidden = !text;
  if (place.textContent !== text) place.textContent = text;
}

function seat(chat) {
  return chat > 0 ? chat : Number(document.querySelector("input[name=seat]:checked").value);
}

/* ------------------------------------------------------------------ what is shown */

function show(seen) {
  document.getElementById("now").textContent = seen.now;
  document.getElementById("zone").textContent = seen.zone;
  const play = document.getElementById("play");
  play.textContent = seen.playing ? words.pause : words.play;
  play.dataset.on = seen.playing ? "1" : "";
  document.getElementById("about-play").hidden = !seen.playing;
  if (seen.whole) clear();
  for (const bubble of seen.bubbles) put(bubble, seen.whole);
  for (const toast of seen.toasts) say(toast);
  light(seen.states);
  plan(seen.plan);
  document.body.dataset.seen = seen.id;
}

function clear() {
  for (const chat of chats.values()) {
    for (const old of chat.bubbles.values()) old.remove();
    chat.bubbles.clear();
  }
}

function put(bubble, quiet) {
  const chat = chats.get(bubble.chat);
  if (!chat) return;
  const old = chat.bubbles.get(bubble.number), log = chat.log;
  const held = old?.contains(document.activeElement), pressed = old && chat.pressed === bubble.number;
  const fresh = drawn(bubble, quiet || old);
  chat.bubbles.set(bubble.number, fresh);
  log.querySelector(".empty")?.remove();
  if (old) old.replaceWith(fresh);
  else log.append(fresh);
  if (held) (fresh.querySelector(".keys button") ?? chat.phone.querySelector(".say input")).focus();
  if (bubble.by) chat.follows = true;
  if (held || pressed || chat.follows && log.lastElementChild === fresh) into(chat, fresh);
  if (!quiet && narrow.matches && chat.id !== here) count(chat.id, unread[chat.id] + 1);
}

/* The bubble is on the screen with its keys; of one that is longer than the screen, its end. */
function into(chat, bubble) {
  const log = chat.log;
  chat.moved = performance.now();
  log.scrollTop = bubble.offsetTop - log.offsetTop + bubble.offsetHeight - log.clientHeight + 8;
  bubble.querySelector("img:not([data-seen])")?.addEventListener("load", ({ target }) => {
    target.dataset.seen = "1"; // only now it is known how high it is
    if (chat.follows && log.lastElementChild === bubble) into(chat, bubble);
  });
}

/* Whoever does something wants to see what comes of it. */
function follow(only) {
  for (const chat of only ? [only] : chats.values()) { chat.follows = true; chat.pressed = 0; }
}

function drawn(bubble, quiet) {
  const own = bubble.by === 1 && bubble.chat === 1 || bubble.chat === -1 && bubble.by === seat(-1);
  const who = bubble.by === 0 ? words.bot : bubble.by === 1 ? words.prescriber : words.nurse;
  const name = make("p", "who", who), body = make("div", "body"), text = make("div", "text");
  build(text, bubble.text);
  const marks = [bubble.at, bubble.edited && words.edited, bubble.protected && words.protected];
  const foot = make("p", "foot", marks.filter(Boolean).join(" · "));
  body.append(name);
  if (bubble.paper) body.append(paper(bubble.paper));
  body.append(text, foot);
  const whole = make("article", "bubble");
  whole.classList.toggle("own", own);
  whole.classList.toggle("protected", bubble.protected);
  whole.classList.toggle("fresh", !quiet);
  whole.setAttribute("aria-label", `${who}, ${bubble.at}`);
  whole.append(body);
  if (bubble.rows.length) whole.append(keys(bubble));
  return whole;
}

/* A picture is looked at, and its text stands under it; any other file is kept. */
function paper({ name, number, picture }) {
  const link = make("a", "paper", picture ? "" : name);
  link.href = `/papers/${number}`;
  if (!picture) { link.download = name; return link; }
  const image = make("img");
  image.src = link.href;
  image.alt = name;
  link.target = "_blank";
  link.append(image);
  return link;
}

function keys(bubble) {
  const all = make("div", "keys");
  for (const row of bubble.rows) {
    const line = make("div");
    for (const [text, data] of row) {
      const key = make("button", "", text);
      key.type = "button";
      key.addEventListener("click", () => {
        const chat = chats.get(bubble.chat);
        follow(chat);
        chat.pressed = bubble.number;
        act({ do: "press", who: seat(bubble.chat), chat: bubble.chat, message: bubble.number, data }, key);
      });
      line.append(key);
    }
    all.append(line);
  }
  return all;
}

function build(place, pieces) {
  for (const piece of pieces) {
    if (typeof piece === "string") { place.append(...unbroken(piece)); continue; }
    const [name, ...inside] = piece, tag = TAGS[name];
    if (!tag) { build(place, inside); continue; }
    const made = document.createElement(tag);
    if (name === "folded") fold(made, inside);
    else build(made, inside);
    place.append(made);
  }
}

/* A date, a label, an amount with its unit: never on two lines. */
function unbroken(text) {
  return text.split(WHOLE).map((part, place) => place % 2 ? make("span", "whole", part) : part);
}

function fold(quote, inside) {
  const inner = make("div", "inner"), opens = make("button", "", words.quote);
  build(inner, inside);
  opens.type = "button";
  opens.setAttribute("aria-expanded", "false");
  opens.addEventListener("click", () => {
    const short = quote.classList.toggle("short");
    opens.setAttribute("aria-expanded", String(!short));
  });
  quote.className = "short";
  quote.append(inner, opens);
}

function say(toast) {
  const chat = chats.get(toast.chat);
  if (!chat) return;
  clearTimeout(chat.timer);
  chat.toast.textContent = toast.text;
  chat.timer = setTimeout(() => { chat.toast.textContent = ""; }, TOAST_MS);
}

/* ------------------------------------------------------------------ the inspector */

function plan(seen) {
  document.querySelector("#plan .none").hidden = Boolean(seen);
  document.getElementById("reminders").hidden = !seen;
  const facts = document.getElementById("facts"), card = document.getElementById("card");
  facts.replaceChildren();
  const written = JSON.stringify(seen?.card ?? "");
  if (card.dataset.written !== written) {
    card.dataset.written = written;
    card.replaceChildren();
    if (seen) build(card, seen.card);
    if (seen) card.tabIndex = 0; else card.removeAttribute("tabindex");
  }
  if (!seen) return;
  for (const [name, text] of seen.facts) {
    const said = make("dd");
    said.append(...unbroken(text));
    facts.append(make("dt", "", name), said);
  }
  const rows = seen.reminders.map((each) => {
    const row = make("tr", each.over ? "over" : each.stage === "pending" ? "" : "now");
    for (const text of [each.matter, each.day, each.says, each.due]) {
      const cell = make("td");
      cell.append(...unbroken(text));
      row.append(cell);
    }
    return row;
  });
  document.querySelector("#reminders tbody").replaceChildren(...rows);
}

function draw(table) {
  const figure = make("figure"), caption = make("figcaption"), ways = make("ul", "ways");
  const svg = shape("svg", { class: table.wide > LARGE ? "table large" : "table", viewBox: `0 0 ${table.wide} ${table.high}`, width: table.wide, role: "img" });
  const heads = shape("defs", {}), mark = shape("marker", {
    id: `head-${table.name}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto",
  });
  mark.append(shape("path", { d: "M0 0 L8 4 L0 8 z", class: "head" }));
  heads.append(mark);
  svg.append(heads);
  const arrows = table.arrows.map((arrow) => {
    const way = shape("path", { d: arrow.way, class: "arrow", "marker-end": `url(#head-${table.name})` });
    svg.append(way);
    return [arrow.from, way];
  });
  const nodes = new Map(table.nodes.map((node) => {
    const group = shape("g", { class: "node" });
    const box = shape("rect", { x: node.x, y: node.y, width: node.wide, height: node.high, rx: 8 });
    const text = shape("text", { x: node.x + node.wide / 2, y: node.y + node.high / 2 + 4.5 });
    text.textContent = node.says;
    group.append(box, text);
    svg.append(group);
    return [node.name, { group, text, says: node.says }];
  }));
  const scrolls = make("div", "scrolls");
  scrolls.tabIndex = 0;
  scrolls.setAttribute("role", "region");
  scrolls.setAttribute("aria-label", table.name);
  scrolls.append(svg);
  figure.append(caption, scrolls, ways);
  document.getElementById("tables").append(figure);
  tables.set(table.name, { table, figure, caption, scrolls, svg, ways, nodes, arrows });
  const pick = make("button", "", table.name);
  pick.type = "button";
  pick.addEventListener("click", () => { pinned = table.name; turn(table.name); });
  document.getElementById("pick").append(pick);
}

function light(now) {
  const changed = [...tables.keys()].filter((name) =>
    Object.keys(now[name]).length && JSON.stringify(now[name]) !== JSON.stringify(states[name]));
  states = now;
  for (const [name, each] of tables) lightOne(each, now[name]);
  const order = ["decision", "intake", "reminder", "draft"];
  const latest = order.find((name) => changed.includes(name));
  turn(pinned || latest || shown || "intake");
}

function lightOne({ table, caption, svg, ways, nodes, arrows }, on) {
  const names = Object.keys(on), many = table.name === "reminder";
  for (const [name, node] of nodes) {
    node.group.classList.toggle("lit", name in on);
    node.text.textContent = name in on && many ? `${node.says} ${on[name]}` : node.says;
  }
  for (const [from, way] of arrows) way.classList.toggle("out", from in on && !many);
  const stands = names.map((name) => nodes.get(name).says + (many ? ` ${on[name]}` : "")).join(", ");
  caption.textContent = `${table.name}: ${stands || words.nowhere}`;
  svg.setAttribute("aria-label", caption.textContent);
  const lines = many ? [] : table.ways.filter((way) => way.from in on).map((way) => {
    const line = make("li", "", `${way.trigger} → ${way.to.replaceAll("_", " ")}`);
    if (way.guard) line.append(make("span", "guard", `, ${words.when}: ${way.guard}`));
    return line;
  });
  if (names.length && !many && !lines.length) lines.push(make("li", "", words.ends));
  ways.replaceChildren(...lines);
}

function turn(name) {
  shown = name;
  for (const [each, { figure }] of tables) figure.hidden = each !== name;
  const [unpin, ...picks] = document.querySelectorAll("#pick button");
  unpin.setAttribute("aria-pressed", String(!pinned));
  for (const pick of picks) pick.setAttribute("aria-pressed", String(pick.textContent === name));
  center(tables.get(name));
}

/* What is lit is on the screen, where the drawing is wider than that. */
function center({ table, scrolls, svg }) {
  const lit = svg.querySelector(".lit rect");
  if (!lit || !svg.clientWidth) return;
  const middle = Number(lit.getAttribute("x")) + Number(lit.getAttribute("width")) / 2;
  scrolls.scrollLeft = middle * svg.clientWidth / table.wide - scrolls.clientWidth / 2;
}

/* ------------------------------------------------------------------ small things */

function make(tag, style = "", text = "") {
  const made = document.createElement(tag);
  if (style) made.className = style;
  if (text) made.textContent = text;
  return made;
}

function shape(tag, given) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
  return made;
}

function count(id, number) {
  unread[id] = number;
  const badge = document.querySelector(`nav [data-tab=${id}] .unread`);
  badge.hidden = !number;
  badge.textContent = number;
}

function go(id) {
  here = id;
  for (const section of document.querySelectorAll("main > section")) section.classList.toggle("here", section.id === id);
  for (const tab of document.querySelectorAll("nav button")) {
    if (tab.dataset.tab === id) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const chat = [...chats.values()].find((each) => each.id === id);
  if (!chat && tables.has(shown)) center(tables.get(shown));
  if (!chat) return;
  count(id, 0);
  const last = [...chat.bubbles.values()].at(-1);
  if (last) into(chat, last);
}

/* ------------------------------------------------------------------ begin */

for (const [number, chat] of chats) {
  const log = chat.log;
  log.addEventListener("scroll", () => { // by the reader: whoever reads further up stays there
    if (performance.now() - chat.moved < MOVED_MS) return;
    chat.follows = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  });
  const form = chat.phone.querySelector(".say"), text = form.elements.text;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    act({ do: "say", who: seat(number), chat: number, text: text.value });
    text.value = "";
  });
  for (const command of chat.phone.querySelectorAll(".commands button")) {
    command.addEventListener("click", () => act({ do: "say", who: seat(number), chat: number, text: command.dataset.say }, command));
  }
}
for (const push of document.querySelectorAll("[data-push]")) {
  push.addEventListener("click", () => { follow(); act({ do: "push", by: push.dataset.push }, push); });
}
for (const tab of document.querySelectorAll("nav button")) tab.addEventListener("click", () => go(tab.dataset.tab));
document.getElementById("play").addEventListener("click", ({ target }) => act({ do: target.dataset.on ? "pause" : "play" }, target));
document.getElementById("again").addEventListener("click", () => enter("/again"));

async function begin() {
  const unpin = make("button", "", words.follow);
  unpin.type = "button";
  unpin.addEventListener("click", () => { pinned = ""; turn(shown); });
  document.getElementById("pick").append(unpin);
  go(here);
  const answer = await fetch("/tables");
  for (const table of await answer.json()) draw(table);
  await enter();
}

begin();
