"""What templates have where something is to be filled in."""

from orchestrator_analyzer.phrases import phrases

# All that stands between two brackets. One word alone is often a tag, as in `[Feature] Sign in`,
# but for those that tag nothing.
BLANKS = phrases(
    "date, name, title, author, link, url, placeholder, action, yyyy-mm-dd, dd/mm/yyyy, x.y.z",
    "feature name, project name, product name, company name, component name, module name",
    "author name, team name, owner name, class name, file name, user name, feature title",
    "feature description, project description, brief title, user type, initial state",
    "expected outcome, measurable metric, boundary condition, error scenario, key entity",
    "entity 1, entity 2, requirement description, description, capability, requirement",
    "à compléter, à remplir, nom du projet, nom de la fonctionnalité, completar, a completar",
    "por completar, nombre del proyecto, nome do projeto, preencher, nome del progetto",
    "da completare, заполнить, название проекта, hier eintragen, projektname, bitte ausfüllen",
    "in te vullen, projectnaam, 記入, ここに記入, 記入してください, プロジェクト名, 機能名",
    "여기에 입력, 작성 필요, 프로젝트 이름, 프로젝트명, 기능 이름, 기능명, 在此填写, 请填写",
    "待填写, 项目名称, 功能名称",
)

# What it begins with, where more words follow.
TO_FILL_IN = phrases(
    "your, insert, enter, describe, briefly describe, brief description, fill in, provide",
    "specify, explain, list of, what the system must do, e.g, e.g., votre, décrire, décrivez",
    "su nombre, describir, describa, descrever, descreva, inserire, descrivere, указать",
    "опишите, beschreibe, beschreiben sie, beschrijf",
)

# Without brackets.
WORDS = phrases(
    "insert text here, your text here, description goes here, text goes here, lorem ipsum",
    "ここに記入してください, 여기에 입력하세요, 在此处填写",
)
