<#import "parts.ftl" as mail>
<@mail.plain>
<@mail.p>${msg("einlassEmailTestLead", mail.shared.company)}</@mail.p>
</@mail.plain>
