import Billing
import LabSchema
import Postgres
import TestLab

/// A user of the server who is no superuser, and works on one lab. Its role ends with this value.
final class LabLogin {
  let name: String
  /// How the program reaches the lab as this user.
  let url: String
  private let lab: ProgramLab
  private let roles: LabRoles

  /// A member of the biller's group role, as cron's user is.
  static func biller(_ lab: ProgramLab, suffix: String = "night") throws -> LabLogin {
    let login = try LabLogin(lab, suffix)
    try login.giveRights()
    return login
  }

  /// A member of the group that writes the lab's data, as an admin at a terminal is.
  static func admin(_ lab: ProgramLab, suffix: String = "desk") throws -> LabLogin {
    let login = try LabLogin(lab, suffix)
    try login.roles.create(lab.connection)
    try lab.connection.run(script: "grant \(login.roles.admin) to \(login.name)")
    return login
  }

  /// A user who may connect and do nothing else.
  static func visitor(_ lab: ProgramLab, suffix: String = "visitor") throws -> LabLogin {
    try LabLogin(lab, suffix)
  }

  /// The owner of the lab's tables and functions, as the app's user often is.
  static func owner(_ lab: ProgramLab, suffix: String = "app") throws -> LabLogin {
    let login = try LabLogin(lab, suffix)
    try lab.connection.run(script: login.ownership)
    return login
  }

  private init(_ lab: ProgramLab, _ suffix: String) throws {
    self.lab = lab
    name = "\(lab.database.name)_\(suffix)"
    url = lab.database.url.replacing(/user=[a-z]+/, with: "user=\(name)")
    roles = LabRoles(prefix: lab.database.name)
    try lab.connection.run(script: "create role \(name) login")
  }

  deinit {
    // A test's failure must not be hidden by one in tidying up.
    for role in [name] + roles.names {
      try? lab.connection.run(script: "reassign owned by \(role) to current_user")
      try? lab.connection.run(script: "drop owned by \(role)")
      try? lab.connection.run(script: "drop role \(role)")
    }
  }

  /// Makes the group roles anew, as `migrate roles` does, and grants the biller's to this user.
  func giveRights() throws {
    try roles.create(lab.connection)
    try lab.connection.run(script: "grant \(roles.biller) to \(name)")
  }

  /// What the program is told to connect as this user.
  var environment: [String: String] { ["DATABASE_URL": url] }

  private var ownership: String {
    """
    alter schema public owner to \(name);
    do $$
    declare
      statement text;
    begin
      for statement in
        select format('alter %s %I owner to \(name)',
          case relkind when 'm' then 'materialized view' when 'v' then 'view' else 'table' end, relname)
        from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'm', 'v')
        union all
        select format('alter function %s owner to \(name)', oid::regprocedure)
        from pg_proc where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
      loop
        execute statement;
      end loop;
    end
    $$
    """
  }
}
