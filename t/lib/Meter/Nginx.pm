# nginx's configuration for a stack: the pieces of nginx/, as production has them, inside a main file
# that keeps everything in the stack's folder and listens on loopback only.
package Meter::Nginx;

use strict;
use warnings;

# The stack's folder may have any name that nginx can quote.
sub quoted
{
	my ($path) = @_;
	die "nginx cannot quote $path\n" if $path =~ /["\$\\\n]/;
	return "\"$path\"";
}

# What stands around the pieces.
sub text_of
{
	my ($stack) = @_;
	my $dir = $stack->{dir};
	my $memory = $stack->{memory};
	my $user = $> == 0 ? "user $stack->{user};\n" : "";
	my $temporary = join "", map { "\t${_}_temp_path " . quoted("$dir/nginx/$_") . ";\n" }
	    qw(client_body proxy fastcgi uwsgi scgi);
	return <<"CONF" . pieces($stack) . site($stack) . "}\n";
# Written by t/lib/Meter/Nginx.pm at every start: changes here are lost.
${user}daemon off;
worker_processes 1;
pid @{[quoted("$dir/nginx/nginx.pid")]};
error_log stderr warn;
events {
	worker_connections 2048;
}
http {
	access_log off;
$temporary
CONF
}

# The server under test.
sub pieces
{
	my ($stack) = @_;
	return <<"CONF";
	client_max_body_size 10m;
	upstream meter_fast { server unix:$stack->{sockets}/fast.sock; keepalive 64; }
	upstream meter_slow { server unix:$stack->{sockets}/slow.sock; }
	map "\$request_method:\$uri" \$meter_pool {
		default meter_fast;
		"POST:/api/strategies/generate" meter_slow;
		"POST:/api/jobs/execute" meter_slow;
	}
	server {
		listen 127.0.0.1:$stack->{memory}{port};
		location / {
			include /etc/nginx/fastcgi_params;
			fastcgi_param REQUEST_ID \$request_id;
			fastcgi_keep_conn on;
			fastcgi_pass \$meter_pool;
		}
	}
CONF
}

# Static pages, for quick start's sample shop and for tests.
sub site
{
	my ($stack) = @_;
	return "" unless $stack->{site};
	my $root = quoted($stack->{site});
	return <<"CONF";
	types {
		text/html html;
		text/css css;
		application/json json;
		application/xml xml;
	}
	server {
		listen 127.0.0.1:$stack->{memory}{site_port};
		root $root;
		charset utf-8;
		etag off;
	}
CONF
}

# Writes it; returns the file's name.
sub write_conf
{
	my ($stack) = @_;
	$stack->make_folder("nginx", $stack->{user}, 0700);
	my $path = "$stack->{dir}/nginx.conf";
	open my $file, ">", $path or die "cannot write $path: $!\n";
	print $file text_of($stack);
	close $file or die "cannot write $path: $!\n";
	return $path;
}

1;
