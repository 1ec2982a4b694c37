# Everything that one installation consists of, in one folder: MariaDB, both FastCGI pools, nginx
# and meter-cron, on unix sockets and loopback ports. Quick start keeps it running; tests give it a guard.
#
#   my $stack = Meter::Stack->new(dir => ..., build => ..., source => ...);
#   $stack->prepare; $stack->start_database; ... or $stack->start for all of it
package Meter::Stack;

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use IO::Socket::UNIX;
use Meter::MariaDB;
use Meter::Nginx;
use Meter::Process qw(process_start process_save process_load process_is_alive process_members
	process_stop process_wait log_tail);
use POSIX ();

# In the order of starting; they are stopped the other way round.
our @PARTS = qw(mariadbd cron fast slow nginx);

# Seconds that a part gets to end by itself.
my %patience = (mariadbd => 60, cron => 40, fast => 40, slow => 70, nginx => 10);

# dir: everything lies there. build: the built programs. source: sql/, nginx/ and doc/.
# settings: METER_ names that differ from ours. site: a folder served as a web site of its own.
# port, site_port: these and no others; port_wish, site_port_wish: these if they are free.
# safe: keep what was committed through a power cut.
# drop: as root, run the servers as users without rights where possible.
# guard: gets told of every process. inherit: settings of the caller's environment count.
sub new
{
	my ($class, %how) = @_;
	my $self = bless { settings => {}, records => {}, %how }, $class;
	make_path($self->{dir}, { mode => 0711 });
	$self->{$_} = abs_path($self->{$_}) for qw(dir build source);
	$self->{memory} = $self->recall;
	return $self;
}

# --- what is remembered from one start to the next ---

# Lines of NAME=value in the stack's own file: ports, the database's password, the sockets' folder.
sub recall
{
	my ($self) = @_;
	my %memory;
	open my $file, "<", "$self->{dir}/stack" or return \%memory;
	while (<$file>) {
		$memory{$1} = $2 if /^(\w+)=(.*)$/;
	}
	return \%memory;
}

sub write_private
{
	my ($path, $text) = @_;
	my $mask = umask 077;
	unlink "$path.new";
	open my $file, ">", "$path.new" or die "cannot write $path: $!\n";
	print $file $text;
	close $file or die "cannot write $path: $!\n";
	umask $mask;
	rename "$path.new", $path or die "cannot write $path: $!\n";
}

sub remember
{
	my ($self, %new) = @_;
	my $memory = $self->{memory};
	%$memory = (%$memory, %new);
	write_private("$self->{dir}/stack", join "", map { "$_=$memory->{$_}\n" } sort keys %$memory);
}

# --- who owns what ---

# True when everybody may pass every folder down to this one.
sub is_passable
{
	my ($path) = @_;
	while (1) {
		my $mode = (stat $path)[2] // return 0;
		return 0 unless $mode & 0001;
		return 1 if $path eq "/";
		$path =~ s{/[^/]*$}{};
		$path = "/" if $path eq "";
	}
}

# True when everybody may run the extractor and read the site: a strict umask may have made them.
sub is_readable
{
	my ($self) = @_;
	for my $path ("$self->{build}/meter-extractor", $self->{site} // ()) {
		my $mode = (stat $path)[2] // 0;
		return 0 if ($mode & 0005) != 0005;
	}
	return 1;
}

# As root, the servers become users without rights, if asked to and if these can reach the files:
# in a folder that only root may enter there is nobody else to be. Anybody else is himself.
sub choose_users
{
	my ($self) = @_;
	my $me = getpwuid $>;
	my @folders = (dirname($self->{dir}), @$self{qw(build source)});
	my $drops = $> == 0 && $self->{drop} && $self->is_readable
	    && !grep { !is_passable($_) } @folders;
	$self->{user} = $drops ? "www-data" : $me;
	$self->{database_user} = !$drops ? $me : defined getpwnam("mysql") ? "mysql" : "www-data";
	$self->{drops} = $drops;
	chmod $drops ? 0711 : 0700, $self->{dir};
}

sub make_folder
{
	my ($self, $name, $user, $mode) = @_;
	my $path = $name =~ m{^/} ? $name : "$self->{dir}/$name";
	make_path($path);
	chmod $mode, $path;
	chown scalar(getpwnam $user), -1, $path if $> == 0;
	return $path;
}

# A unix socket's path holds 107 bytes; a deep folder keeps its sockets elsewhere.
sub choose_sockets
{
	my ($self) = @_;
	my $path = $self->{memory}{sockets};
	if (!defined $path || !-d $path || !-O $path) {
		$path = "$self->{dir}/sockets";
		$path = tempdir("meter-XXXXXXXX", TMPDIR => 1) if length $path > 80;
		$self->remember(sockets => $path);
	}
	$self->{sockets} = $self->make_folder($path, $self->{database_user}, 0711) if $self->{drops};
	$self->{sockets} //= $self->make_folder($path, $self->{user}, 0700);
}

# --- ports ---

my %reserved; # port => its socket

# A port that this process keeps to itself, while who is told of it may listen there: the kernel gives a
# bound port to nobody by chance, and lets others bind it by number who allow addresses to be used again.
# Nothing when it is taken. 0 is any.
sub reserve_port
{
	my ($port) = @_;
	my $socket = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port,
		Proto => "tcp", ReuseAddr => 1) or return;
	$port = $socket->sockport;
	$reserved{$port} = $socket;
	return $port;
}

# The wish if it is free, else one of the next hundred, else any; reserved. 0 wishes for any.
sub free_port
{
	my ($wish, @taken) = @_;
	for my $port ($wish ? ($wish .. $wish + 99) : (), 0) {
		next if grep { $_ == $port } @taken;
		my $found = reserve_port($port);
		return $found if $found;
	}
	die "no free port\n";
}

sub choose_ports
{
	my ($self) = @_;
	my $memory = $self->{memory};
	return if $self->is_alive("nginx");
	$self->clear("nginx");
	my $port = $self->{port} // $memory->{port} // $self->{port_wish} // 0;
	die "port $port is taken: choose another with METER_PORT\n"
	    if $self->{port} && !reserve_port($port);
	$port = free_port($port);
	my $site = free_port($self->{site_port} // $memory->{site_port} // $self->{site_port_wish}
		// 0, $port);
	$self->remember(port => $port, site_port => $site);
}

# --- settings ---

my %ours = map { $_ => 1 } qw(METER_PORT METER_SITE_PORT METER_URL METER_API_KEY METER_CONFIG);

sub default_settings
{
	my ($self) = @_;
	return (
		METER_DB_SOCKET => "$self->{sockets}/mysqld.sock",
		METER_DB_NAME => "meter",
		METER_DB_USER => "meter",
		METER_DB_PASSWORD => $self->{memory}{password},
		METER_LISTEN_FAST => "unix:$self->{sockets}/fast.sock",
		METER_LISTEN_SLOW => "unix:$self->{sockets}/slow.sock",
		METER_WORKERS_FAST => 2,
		METER_WORKERS_SLOW => 4,
		METER_RUNNERS => 2,
		METER_HOST_GAP_MS => 0,
		METER_RUN_DIR => "$self->{dir}/state",
		METER_USER => $self->{drops} ? $self->{user} : "",
		METER_SOCKET_GROUP => $self->{drops} ? "www-data" : "",
		METER_EXTRACTOR => "$self->{build}/meter-extractor",
		METER_EGRESS_ALLOW => "127.0.0.0/8",
		METER_SECRETS_KEY_FILE => "$self->{dir}/state/secrets.key",
		METER_RATE => 60000,
		METER_BURST => 10000,
		METER_GENERATION_RATE => 6000,
		METER_GENERATION_BURST => 1000,
	);
}

# Every setting in force: ours, then the stack's maker's, then the caller's environment.
sub settings
{
	my ($self) = @_;
	my %settings = ($self->default_settings, %{$self->{settings}});
	return %settings unless $self->{inherit};
	for my $name (grep { /^METER_/ && !/^METER_TEST_/ && !$ours{$_} } keys %ENV) {
		$settings{$name} = $ENV{$name};
	}
	return %settings;
}

# The settings as a file.
sub settings_text
{
	my ($self) = @_;
	my %settings = $self->settings;
	return join "", map { "$_=$settings{$_}\n" } sort keys %settings;
}

# What the programs are started with: the caller's environment, settings by the file alone.
sub environment
{
	my ($self) = @_;
	my %env = map { $_ => $ENV{$_} } grep { !/^METER_/ || /^METER_TEST_/ } keys %ENV;
	return { %env, METER_CONFIG => "$self->{dir}/meter.conf" };
}

# Folders, ports, users and the settings file; starts nothing.
sub prepare
{
	my ($self) = @_;
	$self->choose_users;
	$self->choose_sockets;
	$self->choose_ports;
	$self->make_folder("log", scalar(getpwuid $>), 0700);
	$self->make_folder("state", $self->{user}, 0700);
	$self->remember(password => random_word()) unless $self->{memory}{password};
	write_private("$self->{dir}/meter.conf", $self->settings_text);
	return $self;
}

sub random_word
{
	open my $random, "<:raw", "/dev/urandom" or die "cannot read /dev/urandom: $!\n";
	read $random, my $bytes, 16;
	return unpack "H*", $bytes;
}

# --- parts ---

sub log_of
{
	my ($self, $part) = @_;
	return "$self->{dir}/log/$part.log";
}

sub record_of
{
	my ($self, $part) = @_;
	my $dir = $part eq "mariadbd" ? "$self->{dir}/mysql" : $self->{dir};
	return $self->{records}{$part} //= process_load($part, "$self->{dir}/$part.pid", $dir);
}

sub is_alive
{
	my ($self, $part) = @_;
	my $record = $self->record_of($part);
	return $record && process_is_alive($record);
}

sub keep
{
	my ($self, $part, $record) = @_;
	$self->{records}{$part} = $record;
	process_save($record, "$self->{dir}/$part.pid");
	$self->{guard}->watches($record) if $self->{guard};
	return $record;
}

# A leader that was killed may have left children that hold its sockets.
sub clear
{
	my ($self, $part) = @_;
	my $record = $self->record_of($part) or return;
	process_stop($record, 0) if process_members($record);
}

sub database
{
	my ($self) = @_;
	return $self->{database} //= Meter::MariaDB->new(dir => $self->{dir},
		log => $self->log_of("mariadbd"), sockets => $self->{sockets},
		user => $self->{database_user}, safe => $self->{safe});
}

sub start_mariadbd
{
	my ($self) = @_;
	$self->clear("mariadbd");
	my $database = $self->database;
	$self->keep("mariadbd", $database->launch);
	$database->wait_for($self->{records}{mariadbd});
	$database->grant("meter", $self->{memory}{password});
}

# A pool of meter-fcgi, ready when its socket takes a connection.
sub start_pool
{
	my ($self, $pool) = @_;
	$self->clear($pool);
	my $log = $self->log_of($pool);
	my $record = process_start(name => $pool, dir => $self->{dir}, log => $log,
		env => $self->environment,
		command => ["$self->{build}/meter-fcgi", "--pool=$pool"]);
	$self->keep($pool, $record);
	my $socket = "$self->{sockets}/$pool.sock";
	return if process_wait($record, 60, sub { IO::Socket::UNIX->new(Peer => $socket) });
	die "the $pool pool did not start:\n" . log_tail($log, 10);
}

# meter-cron, ready when its runners have said that they live. name: of another one beside it.
sub start_cron
{
	my ($self, $name) = @_;
	$name //= "cron";
	$self->clear($name);
	my $log = $self->log_of($name);
	my $record = process_start(name => $name, dir => $self->{dir}, log => $log,
		env => $self->environment, command => ["$self->{build}/meter-cron"]);
	$self->keep($name, $record);
	my %settings = $self->settings;
	my $sql = "SELECT COUNT(*) FROM runner WHERE kind = 'runner' AND pid IN (%s)";
	return if process_wait($record, 60, sub {
		my $pids = join ",", process_members($record);
		$pids && $self->database->sql(sprintf($sql, $pids), "meter") >= $settings{METER_RUNNERS};
	});
	die "meter-cron did not start:\n" . log_tail($log, 10);
}

sub start_nginx
{
	my ($self) = @_;
	$self->clear("nginx");
	my $conf = Meter::Nginx::write_conf($self);
	my $log = $self->log_of("nginx");
	my $record = process_start(name => "nginx", dir => $self->{dir}, log => $log,
		command => ["nginx", "-p", "$self->{dir}/", "-c", $conf, "-e", $log]);
	$self->keep("nginx", $record);
	my $port = $self->{memory}{port};
	return if process_wait($record, 60, sub {
		IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port);
	});
	die "nginx did not start:\n" . log_tail($log, 10);
}

# The shopkeeper and the receiver of quick start.
sub start_demo
{
	my ($self) = @_;
	$self->clear("demo");
	my $record = process_start(name => "demo", dir => $self->{dir}, log => $self->log_of("demo"),
		env => $self->environment, command => [$^X, "-I$self->{source}/t/lib", "-MMeter::Demo",
			"-e", "Meter::Demo::serve(\@ARGV)", "--", "$self->{source}/doc/sample-shop",
			$self->{site}, $self->{memory}{hook_port}, "$self->{dir}/hook.secret"]);
	$self->keep(demo => $record);
}

sub start_part
{
	my ($self, $part) = @_;
	return $self->start_mariadbd if $part eq "mariadbd";
	return $self->start_nginx if $part eq "nginx";
	return $self->start_cron($part) if $part =~ /^cron/;
	return $self->start_demo if $part eq "demo";
	return $self->start_pool($part);
}

# Ends a part and what is left of it; true when nothing is.
sub stop_part
{
	my ($self, $part) = @_;
	my $record = $self->record_of($part) or return 1;
	my $is_gone = process_stop($record, $patience{$part} // 40, $part eq "nginx" ? "QUIT" : "TERM");
	unlink "$self->{dir}/$part.pid" if $is_gone;
	delete $self->{records}{$part};
	return $is_gone;
}

# The schema, and the key that seals secrets in it.
sub migrate
{
	my ($self) = @_;
	$self->meterctl("migrate", "$self->{source}/sql");
	$self->meterctl("secrets", "create") unless -e "$self->{dir}/state/secrets.key";
}

# Everything, with the schema; for tests. Quick start does the same a step at a time.
sub start
{
	my ($self) = @_;
	$self->prepare;
	$self->start_mariadbd;
	$self->migrate;
	$self->start_cron;
	$self->start_pool($_) for qw(fast slow);
	$self->start_nginx;
	return $self;
}

sub stop
{
	my ($self) = @_;
	$self->stop_part($_) for reverse @PARTS;
}

# --- the administrator's command ---

# Its output, without the last newline; dies with its complaint.
sub meterctl
{
	my ($self, @arguments) = @_;
	my $pid = open(my $out, "-|") // die "cannot fork: $!\n";
	if ($pid == 0) {
		%ENV = %{$self->environment};
		open STDERR, ">&", \*STDOUT;
		exec "$self->{build}/meterctl", @arguments or POSIX::_exit(127);
	}
	local $/;
	my $text = <$out> // "";
	my $is_good = close $out;
	$text =~ s/\n\z//;
	return $text if $is_good;
	die "meterctl @arguments: " . ($text || "status " . ($? >> 8)) . "\n";
}

# An account and a key for it.
sub new_key
{
	my ($self, $name, $tier) = @_;
	my $account = $self->meterctl("account", "add", $name, "--tier", $tier // "enterprise");
	my ($id) = $account =~ /([0-9a-f]{8}-[0-9a-f-]{27})/ or die "no account in: $account\n";
	my $answer = $self->meterctl("key", "add", $id, "--label", $name);
	my ($key) = $answer =~ /\b(sk_live_\w+)/ or die "no key in: $answer\n";
	return ($key, $id);
}

sub url
{
	my ($self) = @_;
	return "http://127.0.0.1:$self->{memory}{port}";
}

sub site_url
{
	my ($self) = @_;
	return "http://127.0.0.1:$self->{memory}{site_port}";
}

1;
