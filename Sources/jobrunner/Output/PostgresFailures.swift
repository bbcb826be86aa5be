package import Billing
internal import Postgres

// What a person is told of errors of the database, which know neither the program's exit codes nor its
// commands.

extension ClusterError: ReportedError {
  package var exitStatus: ExitStatus { .unavailable }
}

extension PostgresError: ReportedError {
  package var exitStatus: ExitStatus { report.status }
  package var message: String { report.message }
  package var remedy: String { report.remedy }

  private var report: (status: ExitStatus, message: String, remedy: String) {
    switch self {
    case .connection(let message):
      (
        .unavailable, "the database cannot be reached: \(message)",
        "check database.url (or DATABASE_URL, PGHOST …), that the server runs and has a connection "
          + "free, and the user's password: a credential of systemd's is there for its unit alone"
      )
    case .pooledByTransaction:
      (
        .notConfigured, description,
        "give it a direct connection, or the pooler's session mode: a night needs one session from "
          + "its beginning to its end"
      )
    case .transaction where isLostConnection:
      (
        .unavailable, "the connection to the database was lost: \(self)",
        isCommitUnknown
          ? "whether it was committed is told by: jobrunner runs"
          : "nothing of this step was committed; try again when the server is there"
      )
    case .tooWide:
      (
        .notConfigured, description,
        "which rows of which table these are is told by: jobrunner doctor; give them other values"
      )
    case .gaveWay, .tableHeld: (.tryLater, description, "try again when that session is done")
    case .server(let error): report(of: error)
    default:
      (.broken, description, "this may be a bug: please report it with these lines")
    }
  }

  private func report(
    of error: ServerError
  ) -> (status: ExitStatus, message: String, remedy: String) {
    switch error.sqlState {
    case _ where error.isServerTrouble:
      (
        .unavailable, "the database server cannot go on: \(error)",
        "mend the server or what it allows this user (disk, memory, connections, temp_file_limit); what "
          + "was committed stays"
      )
    case _ where error.isContention:
      (.tryLater, description, "other sessions were in the way: try again")
    case ServerError.insufficientPrivilege:
      (
        .notPermitted, description,
        "see which rights and policies are missing with: jobrunner doctor; the tables' owner gives "
          + "them with: jobrunner migrate roles, and grants its biller to this user, or its admin to one "
          + "who writes the lab's data"
      )
    case ServerError.readOnlyTransaction:
      (
        .unavailable, "the database takes no writes: \(error.message)",
        "see why with: jobrunner doctor; a standby is written through its primary"
      )
    case ServerError.restrictViolation:
      (
        .broken, "the database refused what would break its promises: \(error.message)",
        (error.hint.map { "\($0) " } ?? "")
          + "See what else is not as it should be with: jobrunner doctor"
      )
    case ServerError.undefinedTable, ServerError.undefinedColumn:
      (.notConfigured, description, "compare the schema with: jobrunner doctor")
    default:
      (.broken, description, "this may be a bug: please report it with these lines")
    }
  }
}
