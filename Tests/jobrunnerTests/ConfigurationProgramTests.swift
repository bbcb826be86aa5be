import Foundation
import Postgres
import TestLab
import Testing

/// `config show`, `config check`, and where a password comes from.
@Suite("The configuration and the built program")
struct ConfigurationProgramTests {
  private static let file = """
    database:
      url: postgresql://biller:s3cret@db.lab/lab
    billing:
      start_date: 2025-01-01
    checks:
      severity:
        drift: hold
    exports:
      folder: packages
    """

  /// A folder with a configuration in it, that any user may read where `mode` says so.
  private func folder(_ text: String = file, mode: Int = 0o640) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-config-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try write(text, to: folder + "/jobrunner.yaml", mode: mode)
    return folder
  }

  private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  private func run(
    _ arguments: String..., in folder: String, environment: [String: String] = [:]
  ) throws -> ChildProcess.Outcome {
    let run = try JobrunnerProgram.run(arguments, environment: environment, folder: folder)
    #expect(!(run.standardOutput + run.standardError).contains("s3cret"))
    return run
  }

  @Test("show has every key with its value and its place, and shows no secret")
  func show() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["BILLING_CURRENCY": "AED"]
    let set = try run(
      "config", "show", "--set", "--lab", "north", in: folder, environment: environment)
    let width = max(folder.count + 9, 33)
    let rows = [
      ("Key", "Value", "From"),
      ("-".repeated(21), "-".repeated(width), "-".repeated(17)),
      ("database.url", "postgresql://biller:***@db.lab/lab", "jobrunner.yaml:2"),
      ("database.schema", "north", "--lab"),
      ("billing.start_date", "2025-01-01", "jobrunner.yaml:4"),
      ("billing.currency", "AED", "$BILLING_CURRENCY"),
      ("checks.severity.drift", "hold", "jobrunner.yaml:7"),
      ("exports.folder", "\(folder)/packages", "jobrunner.yaml:9"),
    ]
    let grid = rows.map { "\($0.0.padded(21)) \($0.1.padded(width)) \($0.2)\n" }.joined()
    #expect(set.standardOutput == "Configuration file: \(folder)/jobrunner.yaml\n" + grid)
    let all = try run("config", "show", in: folder, environment: environment).standardOutput
    #expect(all.contains(/\ninvoicing\.grace_days +3 +default\n/))
    #expect(all.contains(/\nchecks\.severity\.zero_amount +\w+ +default\n/))
    #expect(all.contains(/\ndatabase\.password_file +– +default\n/))
  }

  @Test(
    "check names every fault with its line and ends with 78, and with 1 where only a warning is")
  func check() throws {
    let folder = try folder(mode: 0o644)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let warned = try run("config", "check", in: folder)
    #expect(warned.exitCode == 1, "\(warned.standardError)")
    #expect(
      warned.standardOutput == """
        WARN  jobrunner.yaml:2: database.url: holds a secret, and any user of this machine may read the \
        file
              chmod o-rwx jobrunner.yaml

        """)
    let doctor = try run("doctor", in: folder)
    #expect(doctor.standardOutput.contains("WARN  secrets: jobrunner.yaml:2: database.url: holds"))
    let status = try run("status", in: folder, environment: ["DATABASE_URL": "host=/nowhere"])
    #expect(status.standardError.components(separatedBy: "holds a secret").count == 2)

    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: folder + "/jobrunner.yaml")
    let clean = try run("config", "check", in: folder)
    #expect(clean.exitCode == 0 && clean.standardOutput == "ok    jobrunner.yaml: 4 keys are set\n")
    #expect(try run("doctor", in: folder).standardOutput.contains("ok    secrets\n"))

    try write("billing:\n  window_months: 0\n  timezone: x\n", to: folder + "/jobrunner.yaml")
    let refused = try run(
      "config", "check", in: folder, environment: ["EXPORT_FOLDER": "/x"])
    #expect(refused.exitCode == 78)
    #expect(
      refused.standardOutput == """
        FAIL  jobrunner.yaml:2: billing.window_months: "0" is not a whole number from 1 to 24
              write: window_months: 2
        FAIL  jobrunner.yaml:3: unknown key billing.timezone
              did you mean time_zone?
        FAIL  $EXPORT_FOLDER: no such variable is read
              did you mean EXPORTS_FOLDER? Where another program needs it, run this one without it: env \
        -u EXPORT_FOLDER jobrunner …

        """)
    let status2 = try run("status", in: folder, environment: ["EXPORT_FOLDER": "/x"])
    #expect(status2.exitCode == 78 && status2.standardError.contains("has 3 faults\n  - jobrunner"))
  }

  @Test("a password comes from a file or a credential, and stands in no list of processes")
  func passwords() throws {
    let lab = try ProgramLab()
    let login = try LabLogin.biller(lab)
    try PasswordUsers.add(login.name, password: "s3cret word")
    let folder = lab.folder
    let url = ["DATABASE_URL": login.url]
    func status(_ more: [String: String]) throws -> ChildProcess.Outcome {
      try run(
        "status", in: folder, environment: lab.environment.merging(url.merging(more) { $1 }) { $1 })
    }
    try write("s3cret word\n", to: folder + "/database-password")
    #expect(try status([:]).exitCode == 69)
    for more in [
      ["DATABASE_PASSWORD_FILE": folder + "/database-password"], ["CREDENTIALS_DIRECTORY": folder],
    ] {
      let run = try status(more)
      #expect(run.exitCode == 0 && run.standardError.isEmpty, "\(run.standardError)")
    }
    let shown = try run(
      "config", "show", "--set", in: folder,
      environment: lab.environment.merging(["CREDENTIALS_DIRECTORY": folder]) { $1 })
    #expect(shown.standardOutput.contains("credential database-password"))

    // The whole URL, which a variable would go before.
    try write(login.url + "&password=s3cret%20word\n", to: folder + "/database-url")
    try FileManager.default.removeItem(atPath: folder + "/database-password")
    lab.environment["DATABASE_URL"] = nil
    let whole = try run(
      "status", in: folder,
      environment: lab.environment.merging(["CREDENTIALS_DIRECTORY": folder]) { $1 })
    #expect(whole.exitCode == 0, "\(whole.standardError)")
  }

  @Test(
    "a file that gives no password is told of",
    arguments: [
      (nil, "there is no file"), ("", "is empty"), ("\n", "is empty"),
      ("a\nb\n", "more than one line"),
    ] as [(String?, String)])
  func badPasswordFile(text: String?, problem: String) throws {
    let folder = try folder("database:\n  password_file: secret\n")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    if let text { try write(text, to: folder + "/secret") }
    let run = try run("config", "check", in: folder)
    #expect(run.exitCode == 78, "\(run.standardError)")
    #expect(
      run.standardOutput.hasPrefix("FAIL  jobrunner.yaml:2: database.password_file: "),
      "\(run.standardOutput)")
    #expect(run.standardOutput.contains(problem), "\(run.standardOutput)")
  }

  @Test("a password that stands in two places is refused, and a readable one is warned of")
  func twoPasswords() throws {
    let folder = try folder("database:\n  url: postgresql://u@h/d\n  password_file: secret\n")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("s3cret", to: folder + "/secret", mode: 0o644)
    let warned = try run("config", "check", in: folder)
    #expect(warned.exitCode == 1)
    #expect(warned.standardOutput.contains("any user of this machine may read \(folder)/secret"))
    let refused = try run(
      "config", "check", in: folder, environment: ["DATABASE_URL": "postgresql://u:s3cret@h/d"])
    #expect(refused.exitCode == 78)
    #expect(refused.standardOutput.contains("database.url has a password too"))
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    padding(toLength: width, withPad: " ", startingAt: 0)
  }

  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
