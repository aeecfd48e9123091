# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""How the sentences of a document speak: of duties, of a user's wishes, to an agent."""

import re

# What must be.
DUTY = re.compile(
    r"\b(?:SHALL|MUST|SHOULD)\b|\b(?:shall|must) (?:be|allow|provide|support|not|have|display)\b"
    r"|すること|できること|하여야 한다|해야 한다|할 수 있어야|必须|应支持|должн|doit |doivent "
    r"|debe |deben |deve |devem |devono |muss |müssen |moet |moeten "
)

# In lower case: a text without any of them has no such sentence.
DUTY_MARKS = (
    *("shall", "must", "should", "こと", "한다", "있어야", "必须", "应支持", "должн", "doit"),
    *("doivent", "debe", "deve", "devono", "muss ", "müssen", "moet"),
)

# What a user wants: "As a guest I want …".
STORY = re.compile(
    r"(?i:\bas an? [^\n.]{2,60}?,?\*{0,2}\s+I (?:want|would like|need|can|wish)"
    r"|\bals [^\n.]{2,60}?\s(?:wil ik|kan ik|möchte ich|will ich|kann ich)"
    r"|\bals [^\n.]{2,60}\*\*\s+(?:möchte ich|wil ik)"
    r"|\ben tant qu[e'’] ?[^\n.]{2,60}?,?\*{0,2}\s+je (?:veux|souhaite|peux|voudrais)"
    r"|\bcomo [^\n.]{2,60}?,?\*{0,2}\s+(?:quiero|deseo|necesito|puedo|quero|desejo|preciso|posso)\b"
    r"|\bcome [^\n.]{2,60}?,?\*{0,2}\s+(?:voglio|vorrei|desidero|posso)\b"
    r"|(?<!\w)как [^\n.]{2,60}?,?\*{0,2}\s+я (?:хочу|могу|хотел))"
    r"|(?:として|としては)[^\n。]{2,80}(?:したい|できる|ほしい)"
    r"|(?:로서|으로서)[^\n.]{2,80}(?:하고 싶|원한다|할 수 있)"
    r"|作为[^\n。]{1,60}(?:我想|我希望|我要|我需要|希望)"
)

STORY_OPENINGS = ("as a", "als ", "en tant qu", "como ", "come ", "как ", "として", "로서", "作为")
STORY_MARKS = (
    *("i want", "i would like", "i need", "i can", "i wish", "wil ik", "kan ik", "möchte ich"),
    *("will ich", "kann ich", "je veux", "je souhaite", "je peux", "je voudrais", "quiero"),
    *("deseo", "necesito", "puedo", "quero", "desejo", "preciso", "posso", "voglio", "vorrei"),
    *("desidero", "я хочу", "я могу", "я хотел", "として", "로서", "作为"),
)

# A paragraph that tells an agent who it is.
TO_AN_AGENT = re.compile(
    r"(?m)^[ \t>*_#-]*(?:You are (?:an?|the|in|working|helping|now)\b|Act as\b"
    r"|Your (?:task|job|role|goal) is\b"
    r"|You (?:must|will|should) (?:now )?(?:act|create|generate|write|follow)\b"
    r"|Use this (?:skill|prompt|command|template|agent|file|document) (?:when|to|if|for)\b"
    r"|Tu es (?:une?|l[’'e])|Vous êtes une?\b|Tu joues le rôle|Eres une?\b|Actúa como\b"
    r"|Você é (?:uma?|o|a)\b|Atue como\b|Du bist (?:eine?|der|die)\b|Je bent (?:een|de)\b"
    r"|Jij bent (?:een|de)\b|(?:Tu )?[Ss]ei un[ao']?\b|Agisci come\b"
    r"|Ты\s*[—–-]|Вы\s*[—–-]\s|Ты являешься"
    r"|あなたは[^\n]{1,40}(?:です|である)|당신은[^\n]{1,60}(?:입니다|이다)|你是(?:一|我|资深|专业)|您是一)"
)
