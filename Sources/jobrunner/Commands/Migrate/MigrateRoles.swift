internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import Postgres

struct MigrateRoles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roles",
    abstract:
      "Create the group roles owner, biller, accountant and admin with their rights; give the app its own.",
    discussion: """
      Each is a role that nobody logs in as; grant it to the users who should have its rights:

        NAME_owner       changes the schema: what migrate needs
        NAME_biller      what the jobs need: no change of the schema
        NAME_accountant  reads summaries and registers, imports payments
        NAME_admin       writes the lab's data by command: prices, offers, staff …;
                         one who decides about findings or bills gets NAME_biller too

      NAME is --prefix, by default the name of the schema (lab for public). Run it again after each \
      migrate apply: new tables get their rights then. What others hold on the job's own tables and \
      functions is revoked; the app's tables are left alone.

      --app names a role that the app connects as, where that is another than the user who ran \
      migrate apply: it may read and write the plan's tables (pets, offers, coupons …), and read \
      billing_records. What of the job's belongs to it changes hands to NAME_owner. It is for the \
      app's server: customers who connect as that role themselves would see everything.

      It needs a user who may create roles and owns the tables; --print shows the statements for \
      somebody who may.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: "What the names of the roles begin with.")
  var prefix: String?

  @Option(
    help: ArgumentHelp("A role that the app connects as; may be repeated.", valueName: "role"))
  var app: [String] = []

  @Flag(help: "Print the statements, and change nothing.")
  var print = false

  func validate() throws {
    if let prefix, !LabRoles.isName(prefix) {
      throw ValidationError(
        "--prefix takes a name of small letters, digits and _, at most 40 characters")
    }
  }

  func run() throws {
    let session = try LabSession(options, command: "migrate", readOnly: print, for: .rights)
    let schema = session.configuration.schema
    let name = prefix ?? (schema == "public" ? "lab" : schema)
    guard LabRoles.isName(name) else {
      throw RequestError(
        exitStatus: .badRequest,
        message: "the schema's name \"\(name)\" does not make a role's name",
        remedy: "choose one with --prefix")
    }
    let roles = LabRoles(prefix: name)
    if print {
      let statements = try roles.statements(session.connection, apps: app)
      return try session.show(RoleStatements(statements: statements))
    }
    let owners = try roles.owners(session.connection, among: app)
    do {
      try roles.create(session.connection, apps: app)
    } catch let error as PostgresError where error.sqlState == ServerError.insufficientPrivilege {
      throw RequestError(
        exitStatus: .notPermitted, message: "this user may not do all of it: \(error)",
        remedy:
          "print the statements with jobrunner migrate roles --print, and let a role that may "
          + "create roles and owns the tables run them")
    }
    if options.json {
      try session.console.show(roles.names + app)
    } else {
      session.console.account(
        "roles \(roles.names.dropLast().joined(separator: ", ")) and \(roles.admin) have their rights"
      )
      for role in app {
        session.console.account("\(role) may write the plan's tables, and read billing_records")
      }
      for role in try roles.keptApart(session.connection, among: app) {
        session.console.log(
          .remark(
            "\(role) sees only some bookings, by policies of yours: of the plan's tables it sees all that "
              + "have no row-level security, and of the others what your policies show it"))
      }
      for role in owners {
        session.console.log(
          .remark(
            "what \(role) owned of the job's belongs to \(roles.owner): migrate as one of its members"
          ))
      }
      session.console.log(.remark("give them to users with: grant \(roles.biller) to …"))
      try session.sayAppRolesWithoutRights()
    }
  }
}

/// The statements that would be run, for somebody who may.
private struct RoleStatements: Report {
  let statements: [String]

  var json: JSONObject { ["statements": statements] }

  var lines: [String] {
    statements.flatMap { ($0 + ";").split(separator: "\n", omittingEmptySubsequences: false) }
      .map(String.init)
  }
}

/// What is said of roles of the app's that lack rights on the plan's tables.
enum AppRolesNote {
  /// - Parameter roles: at least one.
  static func lacking(_ roles: [AppRoleLack]) -> String {
    "\(message(roles)): \(remedy(roles))"
  }

  static func message(_ roles: [AppRoleLack]) -> String {
    roles.map(\.message).joined(separator: "; ")
  }

  static func remedy(_ roles: [AppRoleLack]) -> String {
    "jobrunner migrate roles" + roles.map { " --app \(shellWord($0.role))" }.joined()
  }

  private static func shellWord(_ role: String) -> String {
    LabRoles.isName(role) ? role : "'\(role.replacing("'", with: "'\\''"))'"
  }
}

extension LabSession {
  /// Says which of the app's roles lack rights, where some do.
  func sayAppRolesWithoutRights() throws {
    let lacking = try connection.appRolesWithoutRights()
    if !lacking.isEmpty { console.log(.warning(AppRolesNote.lacking(lacking))) }
  }
}
