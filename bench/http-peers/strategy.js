// GET a strategy by id with node and mysql2, as one would write it, two processes; without a check
// of the key. bench/http measures beside it.
//
//   node strategy.js PORT SOCKET     with BENCH_PASSWORD and mysql2 in NODE_PATH
const cluster = require("node:cluster");
const http = require("node:http");

if (cluster.isPrimary) {
	cluster.fork();
	cluster.fork();
} else {
	const mysql = require("mysql2/promise");
	const [port, socketPath] = process.argv.slice(2);
	const pool = mysql.createPool({ socketPath, user: "meter", database: "meter",
		password: process.env.BENCH_PASSWORD, connectionLimit: 8,
		typeCast: (field, next) => field.type === "JSON" ? field.string() : next() });
	const stored = ["plan", "preview", "output_schema", "filter_config", "api_parameters"];
	const query = "SELECT id, name, description, url, scraper_type, attempts, created_at, " +
		"updated_at, " + stored.join(", ") + " FROM strategy WHERE id = ? AND deleted_at IS NULL";

	http.createServer(async (request, response) => {
		const [rows] = await pool.execute(query, [request.url.split("/").pop()]);
		const row = rows[0];
		let json = "{}";
		if (row) {
			const plain = { ...row };
			for (const name of stored)
				delete plain[name];
			json = JSON.stringify(plain).slice(0, -1);
			for (const name of stored)
				json += `,"${name}":${row[name] ?? "null"}`;
			json += "}";
		}
		response.writeHead(row ? 200 : 404, { "Content-Type": "application/json",
			"Content-Length": Buffer.byteLength(json) });
		response.end(json);
	}).listen(Number(port), "127.0.0.1");
}
