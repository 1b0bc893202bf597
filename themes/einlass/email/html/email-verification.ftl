<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassEmailVerificationButton") unexpected=msg("einlassEmailVerificationUnexpected") newcomer=true>
<@mail.p>${msg("einlassEmailVerificationLead", mail.shared.company)}</@mail.p>
</@mail.linked>
