import Foundation
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// An empty schema that is made, and an app's that has something in the way of its backfills.
  func ofMigrations() throws {
    let empty = try EmptyLab()
    func migrate(_ command: String, _ arguments: String..., exits code: Int32 = 0) throws {
      let outcome = try JobrunnerProgram.run(
        ["migrate", command] + arguments + ["--json", "--verbose", "--log-format", "json"],
        environment: empty.environment)
      #expect(outcome.exitCode == code, "\(command): \(outcome.standardError)")
      try keep(outcome, of: "migrate \(command)")
    }
    try migrate("plan")
    try migrate("status", exits: 78)
    try migrate("apply")
    try migrate("backfill")
    try migrate("status")
    let prefix = empty.database.name
    try migrate("roles", "--prefix", prefix, "--print")
    try migrate("roles", "--prefix", prefix)
    let roles = try empty.connection.query(
      "select rolname from pg_roles where starts_with(rolname, \(prefix + "_")) order by 1"
    ) { try $0.string(0) }
    let names = roles.joined(separator: ", ")
    try empty.connection.run(
      script:
        "reassign owned by \(names) to current_user; drop owned by \(names); drop role \(names)")
    try migrate("verify")
    try empty.connection.run(
      script: """
        grant insert on billing_records to public;
        drop index \(try indexOfBookings(empty.connection));
        alter table offers alter column is_active set default false;
        create table notes_of_the_app (id int);
        """)
    try migrate("verify", exits: 78)
    for lab in [[], ["--lab", "nowhere"]] {
      try keep(
        try JobrunnerProgram.run(["doctor", "--json"] + lab, environment: empty.environment),
        of: "doctor")
    }
    try ofAnAppInTheWay()
  }

  private func indexOfBookings(_ connection: Connection) throws -> String {
    let names = try connection.query(
      """
      select indexname from pg_indexes i
      where tablename = 'bookings'
        and not exists (select from pg_constraint c where c.conname = i.indexname)
      order by 1
      """
    ) { try $0.string(0) }
    return try #require(names.first)
  }

  /// An app that has made a column of the plan's by itself, and whose bookings a backfill meets a trigger,
  /// policies and a publication on.
  private func ofAnAppInTheWay() throws {
    let app = try EmptyLab()
    try ExistingApp().createTables(app.connection)
    try ExistingApp().fill(app.connection, bookings: 20)
    try PlanByTheApp(app.connection).make(
      try #require(PlanByTheApp.parts.first { !$0.isTable }))
    try app.connection.run(
      script: """
        create function touch() returns trigger language plpgsql
        as 'begin new.updated_at := now(); return new; end';
        create trigger touch before update on bookings for each row execute function touch();
        alter table bookings enable row level security;
        create publication bookings_elsewhere for table bookings;
        """)
    for command in [["plan"], ["apply", "--phase", "p0"], ["status"]] {
      let outcome = try JobrunnerProgram.run(
        ["migrate"] + command + ["--json", "--verbose", "--log-format", "json"],
        environment: app.environment)
      try keep(outcome, of: "migrate \(command[0])")
    }
  }
}
