internal import LabSchema

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
    if !lacking.isEmpty { console.log(AppRolesNote.lacking(lacking)) }
  }
}
