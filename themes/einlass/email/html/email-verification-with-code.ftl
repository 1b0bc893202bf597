<#import "parts.ftl" as mail>
<@mail.plain>
<@mail.p>${msg("einlassCodeLead", mail.shared.company)}</@mail.p>
<p style="margin:0 0 24px;font:bold 28px/36px 'Courier New',Courier,monospace;letter-spacing:4px">${code}</p>
<@mail.p>${msg("einlassCodeUnexpected")}</@mail.p>
</@mail.plain>
