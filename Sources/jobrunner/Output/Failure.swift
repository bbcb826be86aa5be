internal import ArgumentParser
internal import BillingJobs
internal import Exporters
internal import LabSchema
internal import Postgres

/// The one mapping from errors to messages and exit codes. It shows no password.
struct Failure: Error, Equatable {
  let exitCode: Int32
  let message: String
  /// What the message speaks of, one by one; empty where it says it all.
  let details: [String]
  let remedy: String?

  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ConfigurationError: self.init(78, error.message, error.remedy)
    case let error as RunError: self.init(error)
    case let error as FindingError:
      if case .changedSince = error {
        self.init(75, error.message, error.remedy)
      } else {
        self.init(65, error.message, error.remedy)
      }
    case let error as MigrationError: self.init(error)
    case let error as AppRoleProblem: self.init(64, error.message, error.remedy)
    case let error as NumberingError: self.init(78, error.message, error.remedy)
    case let error as ExportError:
      let code: Int32 =
        switch error.kind {
        case .outputUnwritable: 73
        case .tryLater: 75
        case .notReplaced: 73
        case .badInput: 65
        case .bug: 70
        }
      self.init(code, error.message, error.remedy)
    case let error as HiddenRows: self.init(hiding: error.tables)
    case let error as LabIDMissing: self.init(78, error.description, error.remedy)
    case let error as ClusterError: self.init(69, error.message, error.remedy)
    case let error as AttributionError:
      if case .missing = error {
        self.init(64, error.message, error.remedy)
      } else {
        self.init(77, error.message, error.remedy)
      }
    case let error as RequestError: self.init(error.exitCode, error.message, error.remedy)
    case let error as ClosingError: self.init(65, error.message, error.remedy)
    case let error as AdjustmentPlanChanged:
      self.init(75, error.description, "run it again and look at the new plan")
    case let error as SettlementFileError: self.init(65, error.message, error.remedy)
    case let error as ScratchFileFailure:
      self.init(
        73, error.description, "make room in exports.temporary_folder, or set another one")
    case let error as PaymentsInDoubt: self.init(69, error.message, error.remedy)
    case let error as RecordConflict: self.init(75, error.description, "run it again")
    case let error as RunLost: self.init(75, error.description, "see it with: jobrunner runs")
    case let error as PostgresError: self.init(error)
    default: self.init(70, String(describing: error), "this is a bug: please report it")
    }
  }

  init(_ exitCode: Int32, _ message: String, _ remedy: String?, details: [String] = []) {
    self.exitCode = exitCode
    self.message = Secrets.hidden(in: message)
    self.details = details.map(Secrets.hidden(in:))
    self.remedy = remedy.map(Secrets.hidden(in:))
  }

  private init(_ error: RunError) {
    let code: Int32 =
      switch error {
      case .busy, .planChanged: 75
      case .closed, .scopeAhead, .scopeBeforeStart: 65
      case .noStartDate, .unknownTimeZone, .longGap: 78
      case .businessDateAhead: 64
      case .notTiedOut, .closingsNotTiedOut: 70
      }
    self.init(code, error.message, error.remedy)
  }

  private init(_ error: MigrationError) {
    let code: Int32 =
      switch error {
      case .busy, .locked: 75
      case .notAdoptable(_, let problems) where problems.allSatisfy(\.isAboutRights): 77
      case .failed(_, let cause) where cause.sqlState == ServerError.insufficientPrivilege: 77
      case .backfillRefused(_, _, _, _, let cause)
      where cause.sqlState == ServerError.insufficientPrivilege: 77
      case .failed(_, let cause) where cause.sqlState == ServerError.readOnlyTransaction: 69
      default: 78
      }
    self.init(code, error.message, error.remedy, details: error.details)
  }

  private init(_ error: PostgresError) {
    if let signal = error.interruptingSignal {
      self.init(
        128 + signal, "interrupted; what was committed stays, the rest was rolled back", nil)
      return
    }
    switch error {
    case .connection(let message):
      self.init(
        69, "the database cannot be reached: \(message)",
        "check database.url (or DATABASE_URL, PGHOST …), the user's password, and that the server runs "
          + "and has a connection free")
    case .pooledByTransaction:
      self.init(
        78, error.description,
        "give it a direct connection, or the pooler's session mode: a night needs one session from "
          + "its beginning to its end")
    case .transaction where error.isLostConnection:
      self.init(
        69, "the connection to the database was lost: \(error)",
        error.isCommitUnknown
          ? "whether it was committed is told by: jobrunner runs"
          : "nothing of this step was committed; try again when the server is there")
    case .tooWide:
      self.init(
        78, error.description,
        "which rows of which table these are is told by: jobrunner doctor; give them other values")
    case .gaveWay, .tableHeld:
      self.init(75, error.description, "try again when that session is done")
    case .server(let error) where error.isServerTrouble:
      self.init(
        69, "the database server cannot go on: \(error)",
        "mend the server or what it allows this user (disk, memory, connections, temp_file_limit); what "
          + "was committed stays")
    case .server(let error) where error.isContention:
      self.init(75, error.description, "other sessions were in the way: try again")
    case .server(let error) where error.sqlState == ServerError.insufficientPrivilege:
      self.init(
        77, error.description,
        "see which rights and policies are missing with: jobrunner doctor; the tables' owner gives "
          + "them with: jobrunner migrate roles")
    case .server(let error) where error.sqlState == ServerError.readOnlyTransaction:
      self.init(
        69, "the database takes no writes: \(error.message)",
        "see why with: jobrunner doctor; a standby is written through its primary")
    case .server(let error) where error.sqlState == ServerError.restrictViolation:
      self.init(
        70, "the database refused what would break its promises: \(error.message)",
        (error.hint.map { "\($0) " } ?? "")
          + "See what else is not as it should be with: jobrunner doctor")
    case .server(let error)
    where [ServerError.undefinedTable, ServerError.undefinedColumn].contains(error.sqlState):
      self.init(78, error.description, "compare the schema with: jobrunner doctor")
    default:
      self.init(70, error.description, "this may be a bug: please report it with these lines")
    }
  }
}

/// A request that cannot be met as it was made.
struct RequestError: Error, CustomStringConvertible {
  var exitCode: Int32
  var message: String
  var remedy: String

  var description: String { message }
}
