import Foundation
import Postgres
import TestLab
import Testing

@testable import jobrunner

/// Who starts the night, on a system in a folder of its own: what a live one does is tried by
/// scripts/test-package.
@Suite("schedule: cron or systemd starts the night, and never both")
struct ScheduleTests {
  private static let table = try? String(
    contentsOfFile: Repository.folder + "/cron/jobrunner.cron", encoding: .utf8)

  @Test("turned on and off again, the table that is installed is what it was")
  func thereAndBack() throws {
    var table = CronTable(try #require(Self.table))
    #expect(table.times == [] && table.nights == 1)
    table.turnOn()
    #expect(table.times == ["30 2 * * *"])
    #expect(table.text.contains("\n30 2 * * *  jobrunner  test ! -x"))
    table.turnOff()
    #expect(table.text == Self.table)
  }

  @Test(
    "only a line that runs the night is turned on and off, whatever else is in it",
    arguments: [
      ("15 1 * * 1-5 jobrunner /usr/bin/jobrunner nightly --quiet --lab north", "15 1 * * 1-5"),
      ("@daily jobrunner jobrunner nightly", "@daily"),
      ("*/5 0,1 1 jan mon root cd / && jobrunner --x nightly", "*/5 0,1 1 jan mon"),
      ("  0 3 * * *\tjobrunner\tjobrunner nightly", "0 3 * * *"),
    ])
  func nights(_ line: String, _ time: String) {
    var table = CronTable("MAILTO=root\n\(line)\n")
    #expect(table.times == [time])
    table.turnOn()
    #expect(table.text == "MAILTO=root\n\(line)\n")
    table.turnOff()
    let trimmed = String(line.drop(while: \.isWhitespace))
    #expect(table.text == "MAILTO=root\n#\(trimmed)\n")
    table.turnOn()
    #expect(table.text == "MAILTO=root\n\(trimmed)\n")
  }

  @Test(
    "what is no night stays as it is",
    arguments: [
      "# 30 2 * * * jobrunner jobrunner nightly", "#30 2 * * * jobrunner jobrunner doctor",
      "MAILTO=jobrunner", "#the jobrunner bills the lab nightly", "", "#",
      "30 2 * * * backup cp /var/lib/jobrunner/exports /nightly",
    ])
  func others(_ line: String) {
    var table = CronTable(line + "\n")
    #expect(table.nights == 0)
    table.turnOn()
    table.turnOff()
    #expect(table.text == line + "\n")
  }

  @Test(
    "enabling one disables the other; again it changes nothing; a dry run says the same and does nothing"
  )
  func oneOfThem() throws {
    let image = try SystemImage()
    let before = try image.table()
    #expect(try image.run("enable", "--by", "cron", "--dry-run").contains("would be on"))
    #expect(try image.table() == before)
    try image.run("enable", "--by", "cron")
    #expect(try image.states() == ["cron": "on", "systemd": "off"])
    try image.run("enable", "--by", "systemd")
    #expect(try image.states() == ["cron": "off", "systemd": "on"])
    #expect(try image.table() == before)
    #expect(try image.run("enable", "--by", "systemd").contains("nothing was changed"))
    // An operator's own time, and a line of another's.
    let own = before.replacing("30 2 * * *", with: "5 4 * * *") + "0 1 * * * root true\n"
    try image.write(own)
    try image.run("enable", "--by", "cron")
    #expect(try image.table() == own.replacing("#5 4", with: "5 4"))
    #expect(try image.states() == ["cron": "on", "systemd": "off"])
    try image.run("disable")
    #expect(try image.table() == own)
    #expect(try image.states() == ["cron": "off", "systemd": "off"])
  }

  @Test("both at once, by somebody's own hand, is said, and enabling one ends it")
  func both() throws {
    let image = try SystemImage()
    try image.run("enable", "--by", "systemd")
    try image.write(try image.table().replacing("#30 2", with: "30 2"))
    #expect(try image.run("show", exits: 1).contains("both start it"))
    try image.run("enable", "--by", "systemd")
    #expect(try image.states() == ["cron": "off", "systemd": "on"])
  }

  @Test("a line that is on is turned off for systemd, also where there is no cron that reads it")
  func withoutCron() throws {
    let image = try SystemImage()
    try image.run("enable", "--by", "cron")
    try image.remove("/usr/sbin/cron")
    #expect(try image.states(exits: 1) == ["cron": "half", "systemd": "off"])
    #expect(try image.run("show", exits: 1).contains("apt-get install cron"))
    try image.run("enable", "--by", "systemd")
    #expect(try image.states() == ["cron": "absent", "systemd": "on"])
    #expect(try image.table().contains("\n#30 2"))
  }

  @Test("which of several lines is meant is not guessed; those that are on are turned off together")
  func several() throws {
    let image = try SystemImage()
    let night = "30 2 * * * jobrunner jobrunner nightly"
    try image.write("#\(night) --lab a\n#\(night) --lab b\n")
    #expect(try image.refusal("enable", "--by", "cron").contains("has several lines"))
    try image.write("\(night) --lab a\n#\(night) --lab b\n")
    #expect(try image.run("enable", "--by", "cron").contains("nothing was changed"))
    try image.write("\(night) --lab a\n\(night) --lab b\n")
    try image.run("enable", "--by", "systemd")
    #expect(try image.table() == "#\(night) --lab a\n#\(night) --lab b\n")
  }

  @Test("what cannot be is refused with 78 and what to do, and the other one goes on")
  func refusals() throws {
    let image = try SystemImage()
    try image.run("enable", "--by", "systemd")
    try image.write("MAILTO=root\n")
    #expect(try image.refusal("enable", "--by", "cron").contains("has no line"))
    try image.remove("/etc/cron.d/jobrunner")
    #expect(try image.refusal("enable", "--by", "cron").contains("cp /usr/share/jobrunner"))
    try image.remove("/usr/sbin/cron")
    #expect(try image.refusal("enable", "--by", "cron").contains("apt-get install cron"))
    #expect(try image.states() == ["cron": "absent", "systemd": "on"])
    try image.run("disable")
    try image.remove("/lib/systemd/system/jobrunner.timer")
    #expect(try image.refusal("enable", "--by", "systemd").contains("install the package"))
    try image.remove("/lib/systemd/systemd")
    #expect(try image.refusal("enable", "--by", "systemd").contains("--by cron"))
  }
}

/// The root folder of a system that has cron, systemd, and what the package brings.
final class SystemImage {
  let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-image-\(UUID().uuidString)").path
    let files = FileManager.default
    for name in ["/etc/cron.d", "/usr/sbin", "/lib/systemd/system"] {
      try files.createDirectory(atPath: folder + name, withIntermediateDirectories: true)
    }
    try files.createSymbolicLink(atPath: folder + "/usr/lib", withDestinationPath: "../lib")
    let source = Repository.folder + "/cron"
    try files.copyItem(
      atPath: source + "/jobrunner.cron", toPath: folder + "/etc/cron.d/jobrunner")
    for unit in ["jobrunner.service", "jobrunner.timer"] {
      try files.copyItem(
        atPath: "\(source)/systemd/\(unit)", toPath: "\(folder)/lib/systemd/system/\(unit)")
    }
    for program in ["/usr/sbin/cron", "/lib/systemd/systemd"] {
      try Data().write(to: URL(fileURLWithPath: folder + program))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: folder + path) }

  func table() throws -> String {
    try String(contentsOfFile: folder + "/etc/cron.d/jobrunner", encoding: .utf8)
  }

  func write(_ table: String) throws {
    try table.write(toFile: folder + "/etc/cron.d/jobrunner", atomically: false, encoding: .utf8)
  }

  /// Runs `schedule` on it; what it prints.
  @discardableResult
  func run(_ words: String..., exits code: Int32 = 0) throws -> String {
    let outcome = try outcome(words)
    #expect(outcome.exitCode == code, "\(words): \(outcome.standardError)")
    return outcome.standardOutput
  }

  /// What it says where it refuses.
  func refusal(_ words: String...) throws -> String {
    let outcome = try outcome(words)
    #expect(outcome.exitCode == 78, "\(words)")
    return outcome.standardError
  }

  func outcome(_ words: [String]) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(["schedule"] + words + ["--root", folder])
  }

  /// What each scheduler is, in the words of `show --json`.
  func states(exits code: Int32 = 0) throws -> [String: String] {
    let shown = try run("show", "--json", exits: code)
    let document = try JSONSerialization.jsonObject(with: Data(shown.utf8))
    let schedulers = try #require(document as? [String: [String: Any]])
    return schedulers.compactMapValues { $0["state"] as? String }
  }
}
