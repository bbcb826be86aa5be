internal import ArgumentParser
internal import LabSchema

struct Users: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a user log in again, or give one another password.",
    subcommands: [Unlock.self, Password.self])

  struct Unlock: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a user log in again whom failed logins have locked out.",
      discussion: """
        Sets the failed logins back to 0, and takes the lock off. One who is not active stays so.

          jobrunner users unlock '+91 98765 43210' --as meera@lab.example
        """)

    @OptionGroup var write: WriteOptions

    @Argument(help: ArgumentHelp("Their phone number or ID.", valueName: "phone-or-id"))
    var key: String

    func run() throws {
      let session = try write.session("users unlock")
      try DataWriting(
        write, session,
        needing: DataAuthority.roles(
          for: .update, of: .users, columns: ["login_attempts", "is_locked"])
      ).update(.users, called: key, ["login_attempts=0", "is_locked=false"])
    }
  }

  struct Password: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a user another password, by its hash.",
      discussion: PasswordWords.discussion(of: "users", "meera@lab.example"))

    @OptionGroup var write: WriteOptions

    @Argument(help: ArgumentHelp("Their phone number or ID.", valueName: "phone-or-id"))
    var key: String

    func run() throws {
      let session = try write.session("users password")
      try DataWriting(
        write, session,
        needing: DataAuthority.roles(for: .update, of: .users, columns: ["hashed_password"])
      ).update(.users, called: key, ["hashed_password=-"])
    }
  }
}
