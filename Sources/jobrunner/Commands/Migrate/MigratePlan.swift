internal import ArgumentParser
internal import LabSchema

struct MigratePlan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what apply would do, and the SQL that would run; change nothing.",
    discussion: """
      Prints a script to read: the situation, the steps, and below each its SQL. Where something \
      stands in the way it is named, with exit code 78 (77 for a matter of rights).

      The script is not for psql: indexes, backfills and validations are run statement by \
      statement, with retries and a cursor.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var goal: MigrationGoalOptions

  @Flag(help: "Only the list of the steps, without their SQL.")
  var steps = false

  func run() throws {
    let session = try LabSession(
      options, command: "migrate", readOnly: true, for: .schema)
    let plan = try session.migrator.plan(goal.goal)
    // What apply would be refused for, and what the runs after it need.
    let security = try RowSecurity(session.connection, scope: .schema, writes: true)
    guard security.hiding.isEmpty else { throw HiddenRows(tables: security.hiding) }
    let secured = security.securedTables
    let lacking = try session.connection.appRolesWithoutRights()
    if options.json {
      let report = MigrationPlanReport(plan, securedTables: secured, appRoles: lacking)
      try printJSON(report, to: session.console)
      return
    }
    if !secured.isEmpty { session.console.result(text: Self.note(on: secured)) }
    if !lacking.isEmpty {
      let when = plan.steps.isEmpty ? "" : "After apply: "
      session.console.result(text: "-- \(when)\(AppRolesNote.lacking(lacking))")
    }
    if steps {
      session.console.result(plan.situation)
      for line in plan.notes { session.console.result(line) }
      guard !plan.steps.isEmpty else { return }
      var grid = TextGrid(("Step", true), ("Migration", false), ("How", false))
      grid.rows = plan.steps.enumerated().map { index, step in
        ["\(index + 1)", step.name, plan.effect(of: step)]
      }
      for line in grid.lines { session.console.result(line) }
    } else {
      session.console.result(text: plan.script)
    }
  }

  /// What runs would be refused for later, said beforehand.
  static func note(on securedTables: [String]) -> String {
    "-- There is row-level security on \(securedTables.joined(separator: ", ")): after apply, run\n"
      + "-- jobrunner migrate roles, which writes the policies that its roles need."
  }
}

/// A plan, for programs.
struct MigrationPlanReport: Encodable {
  struct Step: Encodable {
    var version: Int32
    var name: String
    var phase: String
    var kind: String
    var recognised: Bool
    /// What of the app's is taken in its place; nil where it runs as it is.
    var taken: [String]?
    var sha256: String
    var sql: String
  }

  /// Something that a backfill meets on a table that it writes.
  struct Encounter: Encodable {
    var table: String
    /// trigger, row_security or publication.
    var kind: String
    var name: String
    var function: String?
    var moment: String?
    /// What a trigger may do, as far as its text shows.
    var effects: [String]?
    /// Of row-level security: whether the policies apply to the user who migrates.
    var isActive: Bool?
    var description: String

    init(_ encounter: BackfillEncounter) {
      table = encounter.table
      name = encounter.name
      description = encounter.description
      switch encounter.kind {
      case .trigger(let trigger):
        kind = "trigger"
        function = trigger.function
        moment = trigger.moment
        effects = trigger.effects
      case .rule: kind = "rule"
      case .rowSecurity(_, let isActive):
        kind = "row_security"
        self.isActive = isActive
      case .publications, .unpublishable: kind = "publication"
      }
    }
  }

  var schema: String
  var situation: String
  var adopts: Bool
  /// Tables and columns that the app lacks and that nothing reads.
  var notThere: [String]
  /// Columns that the app lacks and that are added, empty.
  var added: [String]
  var steps: [Step]
  /// The lab's tables that have row-level security: the roles need their policies there.
  var securedTables: [String]
  /// What the backfills meet on the tables that they write.
  var backfillEncounters: [Encounter]
  /// What a person should know of it besides.
  var remarks: [String]
  /// Roles of the app's that need their rights on the plan's new tables: migrate roles --app.
  var appRolesWithoutRights: [String]

  init(_ plan: MigrationPlan, securedTables: [String], appRoles: [AppRoleLack]) {
    appRolesWithoutRights = appRoles.map(\.role)
    self.securedTables = securedTables
    remarks = plan.remarks
    backfillEncounters = plan.encounters.map(Encounter.init)
    schema = plan.schema
    situation = plan.situation
    adopts = plan.adopts
    notThere = plan.gaps.unread
    added = plan.gaps.added
    steps = plan.steps.map { step in
      Step(
        version: step.version, name: step.name, phase: step.phase.rawValue,
        kind: step.kind.rawValue, recognised: plan.adopts && step.phase == .baseline,
        taken: plan.completions[step.version]?.taken,
        sha256: step.sha256,
        sql: plan.completions[step.version]?.script ?? step.sql)
    }
  }
}
