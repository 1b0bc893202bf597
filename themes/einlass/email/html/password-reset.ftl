<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassPasswordResetButton") unexpected=msg("einlassPasswordResetUnexpected")>
<@mail.p>${msg("einlassPasswordResetLead", mail.shared.company)}</@mail.p>
</@mail.linked>
