import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// Who the program logs in as, what this user may do, and which rows it sees.
extension Worlds {
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

  /// A right that one table or column lacks. What no command but the night and `close` needs keeps
  /// only these from working, before they begin.
  static let columns = [
    lacking("select (full_name) on users", export: 77),
    lacking("select (name) on pets", export: 77),
    lacking("select (name) on staff", export: 0),
    lacking("insert on billing_record_events", export: 0),
  ]

  private static func lacking(_ right: String, export: Int32) -> World {
    World(
      "a user who lacks \(right)",
      .refused(World.Codes(doctor: 77, dryRun: 0, nightly: 77, close: 77, export: export)) {
        world in
        try login(world).giveRights()
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try world.sql("revoke \(right) from \(LabRoles(prefix: world.lab.database.name).biller)")
      world.log(in: login)
    }
  }

  /// Users whom the server does not let in.
  static let logins = [
    World(
      "a wrong password",
      .refused(.everything(69)) { world in
        world.environment["DATABASE_URL"] = try login(world).url + "&password=right"
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try PasswordUsers.add(login.name, password: "right")
      world.log(in: login)
      world.environment["DATABASE_URL"] = login.url + "&password=wrong"
    },
    World(
      "a login that has expired",
      .refused(.everything(69)) { world in
        try world.sql("alter role \(roleName(world)) valid until 'infinity'")
      }
    ) { world in
      let login = try LabLogin.biller(world.lab)
      try PasswordUsers.add(login.name, password: "right")
      try world.sql("alter role \(login.name) valid until '2020-01-01'")
      world.log(in: login)
      world.environment["DATABASE_URL"] = login.url + "&password=right"
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
      "a policy that lets another user see every row",
      .refused(.everything(77)) { world in try login(world).giveRights() }
    ) { world in
      world.log(in: try LabLogin.biller(world.lab))
      let accountant = LabRoles(prefix: world.lab.database.name).accountant
      try world.sql(
        """
        alter table bookings enable row level security;
        create policy accounts on bookings to \(accountant) using (true)
        """)
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
}
