<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassEmailVerificationButton") unexpected=msg("einlassEmailVerificationUnexpected") newcomer=true>
${msg("einlassEmailVerificationLead", mail.shared.company)}
</@mail.linked>
