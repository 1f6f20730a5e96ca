use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page { code: 526, title: wording("知られていない承認者", "An approver nobody knows"), meaning: wording("承認者として、研究の役割でも、銀行が知る役職でもない名前が書かれています。", "An approver is named who is neither a role of the study nor an office the bank knows."), why: wording("書き損じなら、承認はいつまでも揃いません。", "If it is a slip, the approvals will never be complete."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require approval by [データ管埋者]\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require approval by [データ管理者]\n}\n") };

pub fn unknown_approver(at: Origin, name: &str, near: Option<&str>) -> Problem {
PAGE.warning(at, Text::new(format!("承認者「{name}」は、研究の役割でも知られた役職でもありません。"), format!("The approver '{name}' is neither a role of the study nor a known office.")))
.help(near_or(near, Text::new("役割なら study の role に書いてください。役職は データ管理者、倫理委員、機関の長、個人情報保護責任者 などです。", "A role is declared in the study. Offices are data_steward, ethics_board, head_of_institution, privacy_officer, security_officer."))).fix_if(near)
}
