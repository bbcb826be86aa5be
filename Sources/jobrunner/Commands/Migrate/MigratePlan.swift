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
    try session.show(
      MigrationPlanReport(
        plan: plan, securedTables: secured, appRoles: lacking, listsStepsOnly: steps))
  }
}

/// What apply would do.
private struct MigrationPlanReport: Report {
  let plan: MigrationPlan
  /// The lab's tables that have row-level security: the roles need their policies there.
  let securedTables: [String]
  /// Roles of the app's that need their rights on the plan's new tables: migrate roles --app.
  let appRoles: [AppRoleLack]
  /// Whether a person wants the steps without their SQL.
  let listsStepsOnly: Bool

  var json: JSONObject {
    [
      "schema": plan.schema,
      "situation": plan.situation,
      "adopts": plan.adopts,
      // Tables and columns that the app lacks and that nothing reads.
      "not_there": plan.gaps.unread,
      // Columns that the app lacks and that are added, empty.
      "added": plan.gaps.added,
      "steps": plan.steps.map(json(of:)),
      "secured_tables": securedTables,
      // What the backfills meet on the tables that they write.
      "backfill_encounters": plan.encounters.map(\.json),
      // What a person should know of it besides.
      "remarks": plan.remarks,
      "app_roles_without_rights": appRoles.map(\.role),
    ]
  }

  private func json(of step: Migration) -> JSONObject {
    let completion = plan.completions[step.version]
    return [
      "version": step.version,
      "name": step.name,
      "phase": step.phase.rawValue,
      "kind": step.kind.rawValue,
      "recognised": plan.adopts && step.phase == .baseline,
      // What of the app's is taken in its place; missing where it runs as it is.
      "taken": completion?.taken,
      "sha256": step.sha256,
      "sql": completion?.script ?? step.sql,
    ]
  }

  var lines: [String] {
    var lines: [String] = []
    if !securedTables.isEmpty {
      // What runs would be refused for later, said beforehand.
      lines += [
        "-- There is row-level security on \(securedTables.joined(separator: ", ")): after apply, run",
        "-- jobrunner migrate roles, which writes the policies that its roles need.",
      ]
    }
    if !appRoles.isEmpty {
      let when = plan.steps.isEmpty ? "" : "After apply: "
      lines.append("-- \(when)\(AppRolesNote.lacking(appRoles))")
    }
    guard listsStepsOnly else {
      return lines
        + plan.script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    lines += [plan.situation] + plan.notes
    guard !plan.steps.isEmpty else { return lines }
    var grid = TextGrid(("Step", true), ("Migration", false), ("How", false))
    grid.rows = plan.steps.enumerated().map { index, step in
      ["\(index + 1)", step.name, plan.effect(of: step)]
    }
    return lines + grid.lines
  }
}

extension BackfillEncounter {
  /// Something that a backfill meets on a table that it writes, for programs.
  fileprivate var json: JSONObject {
    let common: JSONObject = ["table": table, "name": name, "description": description]
    return switch kind {
    case .trigger(let trigger):
      common + [
        "kind": "trigger", "function": trigger.function, "moment": trigger.moment,
        // What it may do, as far as its text shows.
        "effects": trigger.effects,
      ]
    case .rule: common + ["kind": "rule"]
    // Whether the policies apply to the user who migrates.
    case .rowSecurity(_, let isActive): common + ["kind": "row_security", "is_active": isActive]
    case .publications, .unpublishable: common + ["kind": "publication"]
    }
  }
}
