/// Why a private cluster could not be made, started, stopped or removed, and what to do about it.
package enum ClusterError: Error, Equatable {
  /// No folder held `initdb`, `pg_ctl` and `postgres` of a version this program works with.
  case binariesMissing(searched: [String])
  /// The cluster was made by a version of Postgres that is no longer installed.
  case versionMissing(major: Int, folder: String)
  /// Postgres refuses to run as root, and there is no unprivileged account to run it as.
  case accountMissing(name: String)
  /// A folder exists and is somebody else's, or open to others.
  case folderNotPrivate(path: String, reason: String)
  /// The account the server runs as cannot enter the folder.
  case folderNotReachable(path: String, account: String)
  /// A file or folder could not be made, read or removed.
  case fileSystem(action: String, path: String, reason: String)
  /// A program could not be started at all.
  case notRunnable(program: String, reason: String)
  /// A program of the `postgresql` package failed; `output` is the end of what it said.
  case programFailed(program: String, exitCode: Int32, output: String)
  /// The server ended while it started; `log` is the end of its log.
  case ended(folder: String, log: String)
  /// The server did not answer in time; `log` is the end of its log.
  case notAnswering(folder: String, seconds: Int, log: String)
  /// Another process is starting or stopping the cluster and does not get done.
  case busy(folder: String, seconds: Int)
  /// Another process works with the cluster, which therefore is not removed.
  case inUse(folder: String)
  /// A name that cannot be a database's.
  case badDatabaseName(String)
  /// The running server refused to make a database.
  case databaseNotCreated(name: String, reason: String)
}

extension ClusterError: CustomStringConvertible {
  package var description: String { "\(message). \(remedy)." }

  /// What is wrong, in a sentence without its full stop.
  package var message: String {
    switch self {
    case .binariesMissing(let searched):
      "The programs of PostgreSQL 15 or later were not found in \(searched.joined(separator: ", "))"
    case .versionMissing(let major, let folder):
      "The cluster in \(folder) was made by PostgreSQL \(major), which is not installed"
    case .accountMissing(let name):
      "PostgreSQL does not run as root, and there is no account '\(name)' to run it as"
    case .folderNotPrivate(let path, let reason):
      "The folder \(path) cannot be used for a private cluster: \(reason)"
    case .folderNotReachable(let path, let account):
      "The account '\(account)', which the database server runs as, cannot enter \(path)"
    case .fileSystem(let action, let path, let reason):
      "Cannot \(action) \(path): \(reason)"
    case .notRunnable(let program, let reason):
      "Cannot run \(program): \(reason)"
    case .programFailed(let program, let exitCode, let output):
      "\(program) failed with exit code \(exitCode): \(output)"
    case .ended(let folder, let log):
      "The database server in \(folder) ended as soon as it was started: \(log)"
    case .notAnswering(let folder, let seconds, let log):
      "The database server in \(folder) did not answer within \(seconds) seconds: \(log)"
    case .busy(let folder, let seconds):
      "Another process has been starting or stopping the cluster in \(folder) for \(seconds) seconds"
    case .inUse(let folder):
      "Another process is using the cluster in \(folder)"
    case .badDatabaseName(let name):
      "'\(name)' cannot be the name of a database"
    case .databaseNotCreated(let name, let reason):
      "The database '\(name)' could not be created: \(reason)"
    }
  }

  /// What the operator can do, in a sentence without its full stop.
  package var remedy: String {
    switch self {
    case .binariesMissing:
      "Install them (apt-get install postgresql), or set database.url to a server you have"
    case .versionMissing(let major, let folder):
      "Install it (apt-get install postgresql-\(major)), or remove \(folder) to begin anew"
    case .accountMissing:
      "Install PostgreSQL (apt-get install postgresql), which makes it, or run as an ordinary user"
    case .folderNotPrivate:
      "Remove it if it is not needed, or choose another folder"
    case .folderNotReachable:
      "Choose a folder outside of private homes, such as one in /var/lib/jobrunner"
    case .fileSystem:
      "Check the owner and the rights of the folder, and the free space on its disk"
    case .notRunnable:
      "Check that the packages postgresql and util-linux are installed"
    case .ended:
      "Mend what its log names; all of it is 'server.log' in the cluster's data folder"
    case .programFailed, .notAnswering:
      "Check the free space and memory, and the log 'server.log' in the cluster's data folder"
    case .busy:
      "Try again, or end that process"
    case .inUse:
      "Let it finish, then try again"
    case .badDatabaseName:
      "Use 1 to 63 lower-case letters, digits and underscores, beginning with a letter"
    case .databaseNotCreated:
      "Check the log 'server.log' in the cluster's data folder"
    }
  }
}
