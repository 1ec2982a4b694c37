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

# The main file.
sub text_of
{
	my ($stack) = @_;
	my $dir = $stack->{dir};
	my $user = $> == 0 ? "user $stack->{user};\n" : "";
	my $temporary = join "", map { "\t${_}_temp_path " . quoted("$dir/nginx/$_") . ";\n" }
	    qw(client_body proxy fastcgi uwsgi scgi);
	return <<"CONF" . site($stack) . "}\n";
# Written by t/lib/Meter/Nginx.pm at every start: changes here are lost.
${user}daemon off;
worker_processes auto;
worker_rlimit_nofile 8192;
pid @{[quoted("$dir/nginx/nginx.pid")]};
error_log stderr warn;
events {
	worker_connections 4096;
}
http {
	access_log off;
$temporary
	include @{[quoted("$dir/nginx/meter.conf")]};
	server {
		listen 127.0.0.1:$stack->{memory}{port};
		include @{[quoted("$dir/nginx/meter-server.conf")]};
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

# Writes it and renders the pieces with the stack's settings; returns the main file's name.
sub write_conf
{
	my ($stack) = @_;
	my $dir = $stack->{dir};
	$stack->make_folder("nginx", $stack->{user}, 0700);
	my $path = "$dir/nginx.conf";
	open my $file, ">", $path or die "cannot write $path: $!\n";
	print $file text_of($stack);
	close $file or die "cannot write $path: $!\n";
	system("$stack->{source}/nginx/render", "$dir/meter.conf", "$dir/nginx") == 0
	    or die "nginx/render failed\n";
	return $path;
}

# The whole configuration as one text, to see whether it has changed.
sub all_text
{
	my ($stack) = @_;
	local (@ARGV, $/) = (write_conf($stack), sort glob "$stack->{dir}/nginx/*.conf");
	return join "", <>;
}

1;
