internal import ArgumentParser
internal import Billing
internal import LabSchema

struct Staff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say who is staff and may do what; give somebody another password.",
    subcommands: [List.self, Password.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the staff, what each may do, and what to write after --as.",
      discussion: """
          jobrunner staff list
          jobrunner staff list --json
        """)

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let session = try LabSession(options, command: "staff list", readOnly: true)
      try session.show(StaffReport(staff: try session.connection.allStaff()))
    }
  }

  struct Password: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a member of the staff another password, by its hash.",
      discussion: PasswordWords.discussion(of: "staff", "meera@lab.example"))

    @OptionGroup var write: WriteOptions

    @Argument(help: ArgumentHelp("Their phone number or ID.", valueName: "phone-or-id"))
    var key: String

    func run() throws {
      let session = try write.session("staff password")
      try DataWriting(
        write, session,
        needing: DataAuthority.roles(for: .update, of: .staff, columns: ["hashed_password"])
      ).update(.staff, called: key, ["hashed_password=-"])
    }
  }
}

/// What is to be known of giving a password, of staff and users alike.
enum PasswordWords {
  static func discussion(of command: String, _ person: String) -> String {
    """
    The hash comes from standard input, as the app stores it: \
    bcrypt, Argon2, scrypt or PBKDF2, made by the app's own library. A password in plain, or what is no \
    hash, is refused. It is neither shown nor kept in the history, which says that it is another one.

      python -c 'from app.security import pwd; print(pwd.hash(input()))' \\
        | jobrunner \(command) password '+91 98765 43210' --yes --as \(person)
    """
  }
}

/// Who is staff.
private struct StaffReport: Report {
  let staff: [ListedStaff]

  var json: JSONObject {
    [
      "staff": staff.map { listed in
        [
          "staff_id": listed.member.id, "name": listed.member.name,
          "role": listed.member.role.rawValue, "is_active": listed.member.isActive,
          "assigned_area": listed.area, "as": listed.identifier,
        ] as JSONObject
      },
      // What each role may do beside reading.
      "roles": StaffRole.allCases.map {
        ["role": $0.rawValue, "may": DataAuthority.phrases(of: $0)] as JSONObject
      },
    ]
  }

  var lines: [String] {
    guard !staff.isEmpty else {
      return ["nobody is staff yet: the app makes the first admin, whom --as then names"]
    }
    var grid = TextGrid(
      ("ID", true), ("Name", false), ("Role", false), ("Active", false), ("Area", false),
      ("Write after --as", false))
    grid.rows = staff.map { listed in
      let member = listed.member
      return [
        "\(member.id)", member.name, member.role.rawValue, member.isActive ? "yes" : "no",
        shown(listed.area), shown(listed.identifier),
      ]
    }
    return grid.lines + [""]
      + StaffRole.allCases.map(DataAuthority.sentence)
  }
}

extension ListedStaff {
  /// What names them after `--as`; nil for who is not active.
  fileprivate var identifier: String? {
    guard member.isActive else { return nil }
    return String(phone.filter { $0 != " " && $0 != "-" })
  }
}
