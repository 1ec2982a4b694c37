// One npm library on pages, again and again; bench/extract measures it beside ours.
//
//   node peer.js cheerio|htmlparser2 REQUEST FILE...     with the modules in NODE_PATH
//
// A line "run" on standard input: one run over all files, answered with its milliseconds of CPU time
// and the peak of the process's memory in KB. A line "show": the answers, one a line.
const fs = require("node:fs");
const readline = require("node:readline");

const [library, request, ...paths] = process.argv.slice(2);
const { container, fields: rules } = JSON.parse(request).strategy;
const fields = Object.entries(rules);
const pages = paths.map(path => fs.readFileSync(path));

const filled = text => (text ?? "").trim() || null;

function runCheerio(cheerio, raw) {
	const $ = cheerio.load(raw.toString());
	return $(container.selector).toArray().map(box => {
		const item = {};
		for (const [name, { selector, attribute }] of fields) {
			const found = selector ? $(box).find(selector).first() : $(box);
			item[name] = filled(attribute ? found.attr(attribute) : found.text());
		}
		return item;
	});
}

function runHtmlparser2({ parseDocument }, { compile, selectAll, selectOne }, { textContent }, raw) {
	const compiled = fields.map(([name, { selector, attribute }]) =>
		[name, selector ? compile(selector) : null, attribute]);
	return selectAll(compile(container.selector), parseDocument(raw.toString())).map(box => {
		const item = {};
		for (const [name, selector, attribute] of compiled) {
			const found = selector ? selectOne(selector, box) : box;
			item[name] = found
				? filled(attribute ? found.attribs[attribute] : textContent(found)) : null;
		}
		return item;
	});
}

const run = library === "cheerio"
	? runCheerio.bind(null, require("cheerio"))
	: runHtmlparser2.bind(null, require("htmlparser2"), require("css-select"),
		require("domutils"));

function peakKb() {
	const status = fs.readFileSync("/proc/self/status", "latin1");
	return Number(/^VmHWM:\s+(\d+)/m.exec(status)[1]);
}

readline.createInterface({ input: process.stdin }).on("line", line => {
	const start = process.cpuUsage();
	const answers = pages.map(raw => JSON.stringify({ items:
		run(raw).filter(item => Object.values(item).some(Boolean)) }));
	const { user, system } = process.cpuUsage(start);
	const spent = (user + system) / 1e3;
	process.stdout.write(line === "show" ? answers.join("\n") + "\n"
		: `${spent.toFixed(4)} ${peakKb()}\n`);
});
