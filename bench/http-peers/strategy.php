<?php
// GET a strategy by id in PHP, as one would write it: a persistent PDO connection, the key checked,
// the row read, JSON columns passed through as they are stored. bench/http measures beside it.
$db = new PDO("mysql:unix_socket={$_SERVER['BENCH_SOCKET']};dbname=meter;charset=utf8mb4", "meter",
	$_SERVER["BENCH_PASSWORD"], [PDO::ATTR_PERSISTENT => true,
	PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_EMULATE_PREPARES => false]);
header("Content-Type: application/json");

$key = $_SERVER["HTTP_AUTHORIZATION"] ?? "";
$found = $db->prepare("SELECT account_id FROM api_key WHERE hash = ? AND revoked_at IS NULL");
$found->execute([hash("sha256", substr($key, 7), true)]);
$account = $found->fetchColumn();
if (strncmp($key, "Bearer ", 7) !== 0 || $account === false) {
	http_response_code(401);
	exit('{"detail":"Invalid or missing API key"}');
}

$rows = $db->prepare("SELECT id, name, description, url, scraper_type, attempts, plan, preview,"
	. " output_schema, filter_config, api_parameters, created_at, updated_at FROM strategy"
	. " WHERE account_id = ? AND id = ? AND deleted_at IS NULL");
$rows->execute([$account, basename($_SERVER["REQUEST_URI"])]);
$row = $rows->fetch(PDO::FETCH_ASSOC);
if ($row === false) {
	http_response_code(404);
	exit('{"detail":"Strategy not found"}');
}

$stored = ["plan", "preview", "output_schema", "filter_config", "api_parameters"];
$json = json_encode(array_diff_key($row, array_flip($stored)), JSON_UNESCAPED_SLASHES);
$json = substr($json, 0, -1);
foreach ($stored as $name)
	$json .= ",\"$name\":" . ($row[$name] ?? "null");
echo "$json}";
