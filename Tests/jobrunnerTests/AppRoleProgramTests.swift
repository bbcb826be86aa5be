import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// An app whose login is not the owner of its tables, and the built program.
@Suite("The app's role and the program")
struct AppRoleProgramTests: BeginsEmpty {
  let lab: EmptyLab
  private let site: String
  private let roles: LabRoles

  init() throws {
    lab = try EmptyLab(["MIGRATIONS_CONTRACT_QUIET_HOURS": "0"])
    let (database, connection) = (lab.database, lab.connection)
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 40)
    try ExistingApp().removeBookingsOfNobody(connection)
    site = "\(database.name)_site"
    roles = LabRoles(prefix: database.name)
    try connection.run(
      script: """
        create role \(site) login;
        grant select, insert, update, delete on all tables in schema public to \(site);
        grant usage on all sequences in schema public to \(site);
        """)
  }

  private func tidyUp() {
    let names = ([site] + roles.names).joined(separator: ", ")
    #expect(throws: Never.self) {
      try connection.run(
        script: """
          reassign owned by \(names) to current_user;
          drop owned by \(names);
          drop role \(names)
          """)
    }
  }

  @Test("plan, apply and doctor name the role that lacks its rights; roles --app gives them")
  func adopted() throws {
    defer { tidyUp() }
    let command = "jobrunner migrate roles --app \(site)"
    let plan = try run("migrate", "plan", "--steps")
    #expect(
      plan.standardOutput.contains(
        "-- After apply: \(site) may write bookings, but cannot use staff,")
    )
    #expect(plan.standardOutput.contains(command), "\(plan)")
    let json = try run("migrate", "plan", "--json")
    #expect(json.standardOutput.contains("\"app_roles_without_rights\" : [\n    \"\(site)\"\n  ]"))
    let first = try run("migrate", "apply", "--phase", "p0")
    #expect(first.exitCode == 0 && !first.standardError.contains(command), "\(first)")
    let applied = try run("migrate", "apply")
    #expect(applied.exitCode == 0 && applied.standardError.contains(command), "\(applied)")
    #expect(applied.standardError.split(separator: "\n").last?.contains(command) == true)
    let doctor = try run("doctor")
    #expect(doctor.exitCode == 1, "\(doctor)")
    #expect(
      doctor.standardOutput.contains("WARN  rights of the app: \(site) may write bookings"))
    #expect(doctor.standardOutput.contains(command))

    let printed = try run(
      "migrate", "roles", "--prefix", roles.prefix, "--app", site, "--print")
    #expect(printed.standardOutput.contains("grant insert on pets to \(site);\n"), "\(printed)")
    let others = try run("migrate", "roles", "--prefix", roles.prefix)
    #expect(others.standardError.contains(command), "\(others)")
    try connection.run(script: "alter table billing_runs owner to \(site)")
    let given = try run("migrate", "roles", "--prefix", roles.prefix, "--app", site)
    #expect(given.exitCode == 0, "\(given)")
    #expect(
      given.standardOutput.contains(
        "\(site) may write the plan's tables, and read billing_records\n"))
    #expect(!given.standardError.contains("--app"))
    #expect(
      given.standardError.contains(
        "what \(site) owned of the job's belongs to \(roles.owner): migrate as one of its members\n"
      ))
    let again = try run("migrate", "roles", "--prefix", roles.prefix, "--app", site, "--print")
    #expect(!again.standardOutput.contains(site), "\(again)")
    #expect(try run("doctor").exitCode == 0)
    #expect(try run("migrate", "verify").exitCode == 0)
    #expect(!(try run("migrate", "plan").standardOutput.contains("--app")))

    // The app books the new way, and the contract is applied.
    try connection.run(
      script: """
        set session authorization \(site);
        insert into pets (user_id, name, species) select min(id), 'Rex', 'Dog' from users;
        insert into bookings (user_id, booking_date, status, address, created_at, updated_at, pet_id)
        select user_id, now(), 'pending', 'Here', now(), now(), max(id) from pets group by user_id;
        reset session authorization;
        """)
    let contract = try run("migrate", "apply", "--contract")
    #expect(contract.exitCode == 0, "\(contract)")
    #expect(!contract.standardError.contains("--app"))

    // A role that is kept to some bookings is told that policies are the app's to write.
    #expect(!given.standardError.contains("sees only some bookings"))
    try connection.run(
      script: """
        alter table bookings enable row level security;
        create policy own on bookings to \(site) using (user_id = 1);
        """)
    let apart = try run("migrate", "roles", "--prefix", roles.prefix, "--app", site)
    #expect(apart.standardError.contains("\(site) sees only some bookings"), "\(apart)")
  }

  @Test("a role that cannot be the app's is a matter of usage, and nothing is made")
  func refused() throws {
    defer {
      #expect(throws: Never.self) {
        try connection.run(script: "drop owned by \(site); drop role \(site)")
      }
    }
    #expect(try run("migrate", "apply").exitCode == 0)
    let superuser = try #require(
      try connection.first("select current_user::text") { try $0.string(0) })
    for (role, words) in [
      ("nobody_of_this_name", "there is no role \"nobody_of_this_name\" on this server"),
      ("public", "PUBLIC is everybody"), (superuser, "is a superuser"),
      ("\(roles.prefix)_biller", "is a group role of jobrunner's"), ("", "there is no role \"\""),
    ] {
      let refused = try run(
        "migrate", "roles", "--prefix", roles.prefix, "--app", site, "--app", role)
      #expect(refused.exitCode == 64, "\(refused)")
      #expect(refused.standardError.contains(words), "\(refused)")
    }
    #expect(
      try connection.query("select rolname::text from pg_roles where rolname = \(roles.biller)") {
        try $0.string(0)
      } == [])
  }
}
