import Foundation
import Postgres
import TestLab
import Testing

/// The plan's "what exists" as SQLAlchemy makes it, in the ways that apps differ in: from `migrate
/// plan` to a bill after the contract, with what docs/adopting.md tells the team about Alembic.
@Suite("Adopting an app of SQLAlchemy and Alembic")
struct SQLAlchemyAppTests {
  @Test(
    "is taken over whole, bills right, and Alembic has nothing to do",
    arguments: ["", "numeric zoned text indexes", "enums"])
  func adopted(words: String) throws {
    try adopt(try LabApp(words))
  }

  @Test("also through a pooler in session mode")
  func pooled() throws {
    try adopt(try LabApp(through: try PgBouncer(.session)))
  }

  private func adopt(_ app: LabApp) throws {
    try app.run("create", "fill")
    for command in ["plan", "apply", "verify"] {
      let outcome = try app.jobrunner("migrate", command)
      #expect(outcome.exitCode == 0, "\(command): \(outcome.standardError)")
    }
    try app.tellAlembic()
    try expectNothingToDo(app)
    // The version that knows nothing of pets goes on.
    try app.run("book")
    try expectRightBills(app)

    try app.releaseGeneratedModels()
    try expectNothingToDo(app)
    try app.run("book-new")
    let contract = try app.jobrunner("migrate", "apply", "--contract")
    #expect(contract.exitCode == 0, "\(contract.standardError)")
    #expect(try app.jobrunner("migrate", "verify").exitCode == 0)
    try app.run("book-new")
    try expectRightBills(app)
  }

  private func expectNothingToDo(_ app: LabApp) throws {
    let check = try app.alembic("check")
    #expect(check.exitCode == 0, "\(check.standardOutput)\(check.standardError)")
    #expect(!check.standardError.contains("Warning"), "\(check.standardError)")
  }

  /// A night bills each completed booking with what the app reckons itself.
  private func expectRightBills(_ app: LabApp) throws {
    let night = try app.jobrunner("nightly", "--business-date", "2025-01-20")
    #expect([0, 1].contains(night.exitCode), "\(night.standardError)")
    let billed = try app.database.connect().first(
      "select json_object_agg(booking_id, final_amount::text)::text from billing_records"
    ) { try $0.string(0) }
    let due = try JSONDecoder().decode(
      [String: String].self, from: Data(try app.run("expect").utf8))
    #expect(
      try JSONDecoder().decode([String: String].self, from: Data((billed ?? "{}").utf8)) == due)
    #expect(due.count > 10)
  }
}
