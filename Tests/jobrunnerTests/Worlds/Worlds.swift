import LabSchema
import Postgres
import TestLab
import Testing

/// The worlds that the program is tried in, by what is hostile in them.
enum Worlds {
  static let all =
    settings + rights + protections + rowSecurity + servers + locales + clocks + descriptors

  static let settings = [
    World("a lab that nothing is wrong with", .works()) { _ in },
    World("a database whose settings change what is read", .works()) { world in
      for setting in hostileSettings {
        try world.sql("alter database \(world.lab.database.name) set \(setting)")
      }
    },
    World("a user whose settings change what is read", .works()) { world in
      let login = try LabLogin.biller(world.lab)
      for setting in hostileSettings { try world.sql("alter role \(login.name) set \(setting)") }
      world.log(in: login)
    },
    World("variables of libpq that change what is read", .works()) { world in
      world.environment.merge([
        "PGOPTIONS": "-c datestyle=German -c search_path=nowhere -c quote_all_identifiers=on",
        "PGTZ": "Pacific/Apia", "PGDATESTYLE": "German", "PGCLIENTENCODING": "LATIN1",
        "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8",
      ]) { $1 }
    },
    World(
      "triggers that do not fire for this user",
      .refused(.onlyReading(78)) { world in
        try world.sql("alter role \(roleName(world)) reset session_replication_role")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("alter role \(login.name) set session_replication_role = replica")
      world.log(in: login)
    },
  ]

  private static let hostileSettings = [
    "datestyle = 'German'", "intervalstyle = postgres_verbose", "bytea_output = escape",
    "extra_float_digits = -5", "array_nulls = off", "quote_all_identifiers = on",
    "standard_conforming_strings = off", "transform_null_equals = on",
    "check_function_bodies = off", "default_transaction_isolation = serializable",
    "default_transaction_deferrable = on", "plan_cache_mode = force_generic_plan",
    "exit_on_error = on", "client_min_messages = debug5", "synchronous_commit = off",
    "statement_timeout = 3000", "lock_timeout = 3000", "idle_in_transaction_session_timeout = 3000",
    "idle_session_timeout = 3000", "timezone = 'Pacific/Apia'", "search_path = nowhere",
    "client_encoding = LATIN1", "xmloption = document", "row_security = off",
    "enable_hashjoin = off", "default_statistics_target = 1", "work_mem = '64kB'",
    "jit_above_cost = 0", "enable_seqscan = off", "default_transaction_read_only = off",
  ]

  static let rights = [
    World("a user who has the biller's rights and no other", .works()) { world in
      world.log(in: try LabLogin.biller(world.lab))
    },
    World("an owner who is no superuser", .works()) { world in
      world.log(in: try LabLogin.owner(world.lab))
    },
    World("a database in which PUBLIC may make no temporary table", .works()) { world in
      try world.sql("revoke temporary on database \(world.lab.database.name) from public")
      world.log(in: try LabLogin.biller(world.lab))
    },
    World(
      "a user who lacks every right",
      .refused(.everything(77)) { world in try login(world).giveRights() }
    ) { world in
      world.log(in: try LabLogin.visitor(world.lab))
    },
    World(
      "a user who lacks one table",
      .refused(.everything(77)) { world in try login(world).giveRights() }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("revoke all on offers from \(LabRoles(prefix: world.lab.database.name).biller)")
      world.log(in: login)
    },
    World(
      "a user who may not connect",
      .refused(.everything(69)) { world in
        try world.sql("alter role \(roleName(world)) login")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("alter role \(login.name) nologin")
      world.log(in: login)
    },
    World(
      "a user whose connections are used up",
      .refused(.everything(69)) { world in
        try world.sql("alter role \(roleName(world)) connection limit -1")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("alter role \(login.name) connection limit 0")
      world.log(in: login)
    },
  ]

  /// What holds the job's promises in the database is not as it was made.
  static let protections = [
    World(
      "a trigger that somebody switched off",
      .refused(
        World.Codes(doctor: 78, dryRun: 0, nightly: 0, close: 65, export: 0)
      ) { world in
        try world.sql(
          "alter table billing_records enable always trigger billing_records_check_updated")
        // The night before, by the business date, is long ago by doctor's clock.
        world.environment["CHECKS_MAX_GAP_DAYS"] = "0"
      }
    ) { world in
      try world.sql("alter table billing_records disable trigger billing_records_check_updated")
    },
    World(
      "a closed month that no run closed",
      .refused(
        World.Codes(doctor: 70, dryRun: 70, nightly: 70, close: 70, export: 0)
      ) { world in
        try world.lab.connection.forge("delete from billing_periods")
      }
    ) { world in
      try world.lab.connection.forge(
        """
        insert into billing_runs (job, business_date, state, finished_at)
        values ('payments', '2025-01-01', 'succeeded', now());
        insert into billing_periods (period, state, closed_at, closed_by_run_id)
        values ('2024-12', 'closed', now(), 1)
        """)
    },
  ]

  static let rowSecurity = [
    World(
      "a policy that hides bookings from the night",
      .refused(.everything(77)) { world in try login(world).giveRights() }
    ) { world in
      world.log(in: try LabLogin.biller(world.lab))
      try world.sql("alter table bookings enable row level security")
    },
    World(
      "row-level security on every table, as providers urge",
      .refused(.everything(77)) { world in try login(world).giveRights() }
    ) { world in
      world.log(in: try LabLogin.biller(world.lab))
      for table in LabTables.app + LabTables.jobs {
        try world.sql("alter table \(table.name) enable row level security")
      }
    },
    World(
      "row-level security forced on the tables' owner",
      .refused(.everything(77)) { world in
        try world.sql("alter table booking_items no force row level security")
      }
    ) { world in
      world.log(in: try LabLogin.owner(world.lab))
      try world.sql(
        """
        alter table booking_items enable row level security;
        alter table booking_items force row level security
        """)
    },
    World(
      "a restrictive policy",
      .refused(.everything(77)) { world in
        try world.sql("alter role \(roleName(world)) bypassrls")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("alter table offers enable row level security")
      try login.giveRights()
      try world.sql("create policy tenant on offers as restrictive using (id > 100)")
      world.log(in: login)
    },
  ]

  static let servers = [
    World(
      "a pooler in transaction mode",
      .refused(.everything(78)) { world in try pool(world, .session) }
    ) { world in
      try pool(world, .transaction)
    },
    World("a pooler in session mode, and a biller's rights", .works()) { world in
      world.log(in: try LabLogin.biller(world.lab))
      try pool(world, .session)
    },
    World(
      "a standby",
      .refused(.onlyReading(69)) { world in world.environment["DATABASE_URL"] = nil }
    ) { world in
      let standby = try StandbyServer()
      world.kept.append(standby)
      world.environment["DATABASE_URL"] = standby.url(instead: world.lab.database.url)
    },
    World(
      "a database that its provider made read-only",
      .refused(.onlyReading(69)) { world in
        try world.sql(
          "alter database \(world.lab.database.name) reset default_transaction_read_only")
      }
    ) { world in
      try world.sql(
        "alter database \(world.lab.database.name) set default_transaction_read_only = on")
    },
    World(
      "a user who was made read-only",
      .refused(.onlyReading(69)) { world in
        try world.sql("alter role \(roleName(world)) reset default_transaction_read_only")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("alter role \(login.name) set default_transaction_read_only = on")
      world.log(in: login)
    },
    World(
      "a server that is not there",
      .refused(.everything(69)) { world in world.environment["DATABASE_URL"] = nil }
    ) { world in
      world.environment["DATABASE_URL"] = "postgresql:///lab?host=/nowhere"
    },
  ]

  static let locales =
    turkish + [
      World(
        "a database that keeps its texts in LATIN1",
        .refused(.everything(78)) { world in world.environment["DATABASE_URL"] = nil }
      ) { world in
        let database = try TestDatabase.empty(options: "encoding 'LATIN1' locale 'C'")
        world.kept.append(database)
        world.environment["DATABASE_URL"] = database.url
      }
    ]

  /// Where the server knows Turkish, by ICU or its machine's C library.
  private static let turkish = ((try? TestDatabase.localeOptions) ?? [])
    .filter { $0.contains("tr") }.prefix(1)
    .map { options in
      World("a database whose small letters are Turkish", .works()) { world in
        try world.begin(in: TestDatabase.make(options: options))
      }
    }

  /// The last good run is long ago by today's clock, so doctor warns; what the others go by is the
  /// business date that they are given.
  static let clocks = [
    World(
      "a clock that is months ahead of the last good run",
      .refused(World.Codes(doctor: 1, dryRun: 78, nightly: 78, close: 78, export: 0)) { world in
        world.environment["CHECKS_MAX_GAP_DAYS"] = "0"
      }
    ) { world in
      world.environment["CHECKS_MAX_GAP_DAYS"] = "61"
      try world.lab.admin(["nightly"], on: "2025-01-02")
    },
    World(
      "a pause of as many days as are believed",
      .works(World.Codes(doctor: 1, dryRun: 0, nightly: 0, close: 0, export: 0))
    ) { world in
      try world.lab.admin(["nightly"], on: "2025-01-02")
    },
  ]

  static let descriptors = [
    World("standard input is closed", .works()) { $0.redirections = "<&-" },
    World("standard output is closed", .works(.everything(73))) { $0.redirections = ">&-" },
    World("the logs go to a full disk", .works()) { $0.redirections = "2>/dev/full" },
    World("the results go to a full disk", .works(.everything(73))) {
      $0.redirections = ">/dev/full"
    },
    World("standard error is closed", .works()) { $0.redirections = "2>&-" },
    World("every descriptor is closed", .works(.everything(73))) {
      $0.redirections = "<&- >&- 2>&-"
    },
  ]

  private static func pool(_ world: WorldLab, _ mode: PgBouncer.Mode) throws {
    let login = world.kept.compactMap { $0 as? LabLogin }.last
    let pooler = try PgBouncer(mode, users: [login?.name ?? PrivateCluster.role])
    world.kept.append(pooler)
    world.environment["DATABASE_URL"] = pooler.url(instead: login?.url ?? world.lab.database.url)
  }

  private static func login(_ world: WorldLab) throws -> LabLogin {
    guard let login = world.kept.compactMap({ $0 as? LabLogin }).last else {
      throw TestLabError("nobody has logged in to this world")
    }
    return login
  }

  private static func roleName(_ world: WorldLab) throws -> String { try login(world).name }
}
