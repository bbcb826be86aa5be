import Foundation
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// What hooks read of a night that went well, one that somebody has to look at, one at the end of its
  /// number series, one that failed, and one that never was.
  func ofHooks() throws {
    let lab = try ProgramLab()
    for word in ["SUCCESS", "ATTENTION", "FAILURE"] {
      lab.environment["HOOKS_ON_\(word)"] = "cat > summary.json"
    }
    try lab.book(1, on: "2025-01-05")
    try run("nightly", on: "2025-01-20", in: lab)
    try keepSummary(of: lab)
    lab.environment["CLOSING_AUTO_AFTER_DAY"] = "2"
    try lab.book(2, on: "2025-01-19", items: [(1, "0.00")])
    try run("nightly", on: "2025-02-05", in: lab, exits: [1])
    try keepSummary(of: lab)
    lab.environment["EXPORTS_FOLDER"] = "/proc/exports"
    try run("nightly", on: "2025-02-05", in: lab, exits: [73], refused: true)
    try keepSummary(of: lab)
    lab.environment["HOOKS_ON_SUCCESS"] = "cat > summary.json; exit 3"
    try run("hooks test", on: "2025-02-05", in: lab, exits: [1])
    lab.environment["HOOKS_ON_FAILURE"] = nil
    try run("hooks test", ["--on", "failure"], on: "2025-02-05", in: lab)
    try run("hooks test", ["--on", "attention"], on: "2025-02-05", in: lab)
    try keepSummary(of: lab)
  }

  /// Keeps what a hook of the lab's read.
  func keepSummary(of lab: ProgramLab) throws {
    let path = lab.folder + "/summary.json"
    try keep(document: try String(contentsOfFile: path, encoding: .utf8), as: "night")
    try FileManager.default.removeItem(atPath: path)
  }
}
